// Offsets are those of the tables: code points of a field. Strings of the browser count UTF-16 units, so every field is
// kept as an array of its code points, and every text node remembers where it begins.

function fieldsOf(data) {
  return { title: [...data.title], text: [...data.text] };
}

function wordsAt(fields, place) {
  return fields[place.field].slice(place.start, place.end).join("");
}

function codePoints(node, units) {
  return [...node.data.slice(0, units)].length;
}

const LETTER = /[\p{L}\p{N}]/u;

// The place with no white space at its ends and no word cut in two; null where nothing is left.
function wholeWords(fields, { field, start, end }) {
  const points = fields[field];
  const letter = (at) => at >= 0 && at < points.length && LETTER.test(points[at]);
  while (start < end && /\s/u.test(points[start])) start += 1;
  while (end > start && /\s/u.test(points[end - 1])) end -= 1;
  if (start === end) return null;
  while (letter(start) && letter(start - 1)) start -= 1;
  while (letter(end - 1) && letter(end)) end += 1;
  return { field, start, end };
}

// Where some words stand in a sentence; the whole sentence without any, null where they are not in it.
function placeIn(fields, [field, start, end], words) {
  const wanted = words.trim();
  if (!wanted) return { field, start, end };
  const sentence = fields[field].slice(start, end).join("");
  const at = sentence.toLowerCase().indexOf(wanted.toLowerCase());
  if (at < 0) return null;
  const begin = start + [...sentence.slice(0, at)].length;
  return wholeWords(fields, { field, start: begin, end: begin + [...wanted].length });
}

// What the reader has selected in the story, as a place; null for nothing, or for words of two fields or of page furniture.
function selected(story, nodes) {
  const range = selectedRange(story);
  if (!range || range.collapsed) return null;
  const parts = [];
  for (const [node, { field, start }] of nodes) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? codePoints(node, range.startOffset) : 0;
    const to = codePoints(node, node === range.endContainer ? range.endOffset : node.data.length);
    if (from < to) parts.push({ field, start: start + from, end: start + to });
  }
  if (!parts.length || parts.some((part) => part.field !== parts[0].field)) return null;
  return { field: parts[0].field, start: parts[0].start, end: parts.at(-1).end };
}

// Calls `act` when a selection has stood still for a moment, for as long as the story is on the page.
function watchSelection(story, act) {
  let waiting = 0;
  const changed = () => {
    if (!story.isConnected) return document.removeEventListener("selectionchange", changed);
    clearTimeout(waiting);
    waiting = setTimeout(act, 250);
  };
  document.addEventListener("selectionchange", changed);
}

// Browsers differ in how a selection inside a shadow root is asked for.
function selectedRange(story) {
  const inside = story.getRootNode();
  const whole = document.getSelection();
  const given = whole?.getComposedRanges?.({ shadowRoots: inside instanceof ShadowRoot ? [inside] : [] })?.[0];
  const found = given ?? (inside.getSelection?.() ?? whole);
  if (!found || (!given && !found.rangeCount)) return null;
  const { startContainer, startOffset, endContainer, endOffset } = given ?? found.getRangeAt(0);
  if (!story.contains(startContainer) && !story.contains(endContainer)) return null;
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range;
}

// Pieces cut anew at the borders of further places, which each piece then names by number in `own`.
function overlaid(pieces, field, places) {
  const spans = places.map((place, number) => ({ ...place, number })).filter((place) => place.field === field);
  return pieces.flatMap((piece) => {
    const over = spans.filter((span) => span.start < piece.end && piece.start < span.end);
    const borders = new Set([piece.start, piece.end]);
    for (const { start, end } of over) for (const edge of [start, end]) if (piece.start < edge && edge < piece.end) borders.add(edge);
    const edges = [...borders].sort((a, b) => a - b);
    return edges.slice(1).map((end, at) => ({
      ...piece, start: edges[at], end,
      own: over.filter((span) => span.start <= edges[at] && end <= span.end).map((span) => span.number),
    }));
  });
}
