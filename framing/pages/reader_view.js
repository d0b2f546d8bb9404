// Draws one article with its legend and card. Every string of the data goes into the page as a text node or an
// attribute of ours, never as markup. Filters, cards, keys and guesses work here; two things are sent back: the wish to
// see the marks after guessing, and the place of what a reader says was missed.

const NARROW = 800;

export default function (component) {
  const root = component.parentElement.querySelector(".framing");
  if (!root) return;
  root.send = (name, value) => component.setTriggerValue(name, value);
  if (root.dataset.digest === component.data.digest) return;
  root.dataset.digest = component.data.digest;
  const before = root.state?.data.id === component.data.id ? root.state : null;
  root.state = reader(root, component.data, before);
}

// `before`: the state of the last drawing of the same article, whose filters, guesses and chosen mark are kept.
function reader(root, data, before) {
  const story = element("article", { class: "story", "aria-label": "The article, with its marks" });
  const card = element("aside", { class: "card", role: "region", "aria-label": "About the chosen mark", tabindex: "-1" });
  const state = {
    root, data, story, card, fields: fieldsOf(data), nodes: new Map(), chosen: -1, panel: null,
    guesses: before?.guesses ?? [], send: (name, value) => root.send(name, value),
  };
  const below = [strip(state), plainList(state), tools(state)];
  const body = element("div", { class: `reader ${data.guess ? "guessing" : ""}` }, legend(data, before), element("div", { class: "column" }, story, ...below.filter(Boolean)), card);
  state.body = body;
  body.querySelector(".legend")?.addEventListener("change", () => filter(state));
  story.addEventListener("click", (event) => clicked(state, event.target.closest("mark[role]")));
  body.addEventListener("keydown", (event) => pressed(state, event));
  root.replaceChildren(body);
  filter(state);
  start(state, before);
  watchSelection(story, () => picked(state));
  return state;
}

function legend(data, before) {
  if (data.guess) return null;
  const labels = data.legend.map((entry) => {
    const shown = before?.shown && entry.key !== "missed" && !before.data.guess ? before.shown.has(entry.key) : entry.shown;
    const box = element("input", { type: "checkbox", value: entry.key, checked: shown, disabled: !entry.count });
    const sample = element("span", { class: `show-${entry.key}` }, element(entry.key === "speech" ? "span" : "mark", { class: `${entry.key} first last` }, entry.label));
    const count = entry.count ? element("span", { class: "count" }, String(entry.count)) : element("span", { class: "empty" }, "none found");
    return element("label", { title: entry.count ? entry.meaning : `${entry.meaning} ${entry.none}` }, box, sample, count);
  });
  const stances = element("p", { class: "stances show-device" }, "Stance: ",
    element("mark", { class: "device" }, "asserted"), " ",
    element("mark", { class: "device hedged" }, "hedged"), " ",
    element("mark", { class: "device rejected" }, "rejected"));
  const any = data.cards.some((card) => card.stance === "hedged" || card.stance === "rejected");
  return element("fieldset", { class: "legend" }, element("legend", {}, "Marked in the article"), ...labels, any ? stances : null,
    data.furniture ? element("p", { class: "left-out" }, element("span", { class: "furniture" }, data.furniture)) : null);
}

// Headline, origin and paragraphs with the marks of the layers that are shown; pieces that differ only in hidden marks
// are one piece, so that a phrase is one button.
function fill(state) {
  const { data, story, guesses } = state;
  state.nodes.clear();
  const lines = [["title", data.headline], ...data.paragraphs.map((line) => ["text", line])].map(([field, line]) =>
    ({ field, pieces: merged(overlaid(line.map(pieceOf), field, guesses), (number) => state.shown.has(data.cards[number].layer)) }));
  const ends = endsOf(lines);
  const [title, ...paragraphs] = lines.map((line) => drawnLine(state, line, ends));
  const about = data.origin.map((part) =>
    part.startsWith("origin unknown") ? element("span", { class: "unknown" }, element("b", {}, part)) : element("span", {}, part));
  story.replaceChildren(
    ...(title.length ? [element("h2", {}, ...title)] : []),
    element("p", { class: "origin" }, ...about),
    ...(data.guess ? [] : [element("p", { class: "found" }, data.found, ...(framed(data) ? [] : [element("span", {}, data.none)]))]),
    ...paragraphs.map((line) => element("p", {}, ...line)),
  );
  story.querySelector("mark[role]")?.setAttribute("tabindex", "0");
  highlight(state);
}

function pieceOf([start, end, marks, furniture, speech]) {
  return { start, end, marks, furniture, speech, own: [] };
}

function merged(line, isShown) {
  const pieces = [];
  for (const piece of line) {
    const marks = piece.marks.filter(isShown);
    const last = pieces.at(-1);
    const same = last && last.furniture === piece.furniture && last.speech === piece.speech
      && last.marks.join() === marks.join() && last.own.join() === piece.own.join();
    if (same) last.end = piece.end;
    else pieces.push({ ...piece, marks });
  }
  return pieces;
}

// For each mark its first and its last piece, and for each passage of speech its last.
function endsOf(lines) {
  const marks = new Map();
  const speech = new Map();
  for (const piece of lines.flatMap((line) => line.pieces)) {
    for (const number of piece.marks) marks.set(number, [marks.get(number)?.[0] ?? piece, piece]);
    if (piece.speech >= 0) speech.set(piece.speech, piece);
  }
  return { marks, speech };
}

// The nodes of a line; neighbouring pieces of one passage of speech stand in one tinted element.
function drawnLine(state, { field, pieces }, ends) {
  const nodes = [];
  let passage = null;
  for (const piece of pieces) {
    const node = drawn(state, field, piece, ends.marks);
    if (piece.speech < 0) {
      passage = null;
      nodes.push(node);
      continue;
    }
    if (passage?.number !== piece.speech) {
      const [kind, speaker] = state.data.speech[piece.speech];
      passage = { number: piece.speech, made: element("span", { class: `speech ${kind}`, "data-speaker": speaker }) };
      nodes.push(passage.made);
    }
    passage.made.append(node);
    if (ends.speech.get(piece.speech) === piece) passage.made.classList.add("last");
  }
  return nodes;
}

function drawn(state, field, piece, ends) {
  const { cards, furnitureName } = state.data;
  const text = document.createTextNode(wordsAt(state.fields, { field, ...piece }));
  if (!piece.furniture) state.nodes.set(text, { field, start: piece.start });
  if (piece.furniture) return element("span", { class: "furniture", role: "group", "aria-label": furnitureName }, text);
  if (!piece.marks.length) return piece.own.length ? element("mark", { class: "guess" }, text) : text;
  const names = piece.marks.flatMap((number) => [
    cards[number].layer,
    cards[number].stance,
    ends.get(number)[0] === piece ? "first" : "",
    ends.get(number)[1] === piece ? "last" : "",
  ]);
  if (piece.own.length) names.push("guess");
  return element("mark", {
    class: [...new Set(names)].filter(Boolean).join(" "),
    role: "button",
    tabindex: "-1",
    "aria-description": piece.marks.map((number) => described(cards[number])).join("; "),
    "data-marks": piece.marks.join(" "),
  }, text);
}

function marksOf(mark) {
  return mark.dataset.marks.split(" ").map(Number);
}

function buttons(state) {
  return [...state.story.querySelectorAll("mark[role]")];
}

function filter(state) {
  state.shown = new Set([...state.body.querySelectorAll(".legend input:checked")].map((box) => box.value));
  for (const { key } of state.data.legend) state.story.classList.toggle(`show-${key}`, state.shown.has(key));
  for (const part of state.body.querySelectorAll("[data-layer]")) part.hidden = !state.shown.has(part.dataset.layer);
  fill(state);
  if (state.chosen >= 0) choose(state, state.shown.has(state.data.cards[state.chosen].layer) ? state.chosen : -1);
}

function described(card) {
  return [card.kind, card.label, card.stance].filter(Boolean).join(", ");
}

function narrow(state) {
  return state.root.clientWidth <= NARROW;
}

function start(state, before) {
  const { data } = state;
  const live = data.cards.findIndex((card) => card.layer === "device");
  const first = live >= 0 ? live : data.cards.findIndex((card) => card.layer === "worn");
  requestAnimationFrame(() => {
    if (data.guess || state.guesses.length) return rest(state);
    const added = before ? addedTo(before.data, data) : -1;
    if (added >= 0) return choose(state, added);
    if (before && !before.data.guess) return choose(state, before.chosen < data.cards.length ? before.chosen : -1);
    if (data.chosen < 0) return choose(state, narrow(state) || !data.opened ? -1 : first);
    reveal(state, data.chosen);
  });
}

// The passage that a reader has just marked, −1 where none was.
function addedTo(before, data) {
  const known = new Set(before.spans.map((place, number) => [before.cards[number].layer, place.field, place.start, place.end].join()));
  return data.cards.findIndex((card, number) => {
    const { field, start, end } = data.spans[number];
    return card.layer === "missed" && !known.has([card.layer, field, start, end].join());
  });
}

// The card where no mark is chosen: guesses, or a hint.
function rest(state) {
  choose(state, -1);
}

function reveal(state, number) {
  show(state, state.data.cards[number].layer);
  choose(state, number);
  markOf(state, number)?.scrollIntoView({ block: "center" });
}

function show(state, layer) {
  const box = state.body.querySelector(`.legend input[value="${layer}"]`);
  if (box.checked) return;
  box.checked = true;
  filter(state);
}

function markOf(state, number) {
  return buttons(state).find((mark) => marksOf(mark).includes(number));
}

function clicked(state, mark) {
  if (!mark || selected(state.story, state.nodes)) return;
  const visible = marksOf(mark);
  const next = visible[(visible.indexOf(state.chosen) + 1) % visible.length];
  choose(state, next);
  focusOn(state, mark);
}

function focusOn(state, mark) {
  for (const other of state.story.querySelectorAll('mark[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
  mark.focus({ preventScroll: true });
}

function pressed(state, event) {
  if (event.key === "Escape") return closed(state);
  const at = event.target.closest?.(".story mark[role]");
  if (!at || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const marks = buttons(state);
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key in steps) {
    const next = marks[marks.indexOf(at) + steps[event.key]];
    if (next) { focusOn(state, next); next.scrollIntoView({ block: "nearest" }); }
  } else if (event.key === "Home" || event.key === "End") {
    const next = marks.at(event.key === "Home" ? 0 : -1);
    focusOn(state, next);
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" || event.key === " ") {
    clicked(state, at);
    state.card.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
}

// Esc: the panel closes, or the reader is back at the mark whose card is open.
function closed(state) {
  if (state.panel) return panelClosed(state, state.panel === true ? null : state.panel);
  const mark = state.chosen >= 0 ? markOf(state, state.chosen) : null;
  if (narrow(state)) choose(state, -1);
  if (mark) focusOn(state, mark);
}

function step(state, by) {
  const order = state.data.cards.map((_, number) => number).filter((number) => state.shown.has(state.data.cards[number].layer));
  const next = order[(order.indexOf(state.chosen) + by + order.length) % order.length];
  choose(state, next);
  markOf(state, next)?.scrollIntoView({ block: narrow(state) ? "nearest" : "center" });
  state.card.querySelector(by > 0 ? ".next" : ".previous")?.focus({ preventScroll: true });
}

function choose(state, number) {
  state.chosen = number;
  state.panel = null;
  highlight(state);
  const { data } = state;
  const quiet = !data.guess && !state.guesses.length;
  state.card.hidden = number < 0 && quiet && (narrow(state) || !data.cards.length);
  const shown = number >= 0 ? content(state, data.cards[number]) : data.guess ? guesses(state) : state.guesses.length ? compared(state) : [hint(state)];
  state.card.replaceChildren(...shown);
  state.card.scrollTop = 0;
}

function highlight(state) {
  for (const mark of buttons(state)) mark.classList.toggle("chosen", marksOf(mark).includes(state.chosen));
}

function hint({ data }) {
  const told = framed(data) ? "Choose a marked phrase to see what it does and how it was decided." : "Choose a layer above the article, then a mark in it.";
  return element("p", { class: "hint" }, told);
}

function framed(data) {
  return data.cards.some((card) => card.layer === "device" || card.layer === "worn");
}

function content(state, card) {
  const same = card.label.toLowerCase() === card.words.toLowerCase();
  const more = card.questions.slice(1).map((question) => ["To discuss too", question]);
  return [
    bar(state, card),
    same ? null : element("h3", {}, card.label),
    element("p", { class: `words show-${card.layer} ${same ? "alone" : ""}` }, element("mark", { class: `${card.layer} ${card.stance} first last` }, card.words)),
    card.summary ? element("p", {}, card.summary) : null,
    rows(card.rows),
    card.questions.length ? element("p", { class: "heading" }, "To discuss") : null,
    card.questions.length ? element("p", { class: "question" }, card.questions[0]) : null,
    card.folded.length ? element("details", {}, element("summary", {}, "How it was decided, and more"), rows([...card.folded, ...more])) : null,
  ].filter(Boolean);
}

function bar(state, card) {
  const order = state.data.cards.filter((other) => state.shown.has(other.layer));
  const place = order.indexOf(card) + 1;
  return element(
    "div", { class: "bar" },
    element("span", { class: "kind" }, `${card.kind} · ${place} of ${order.length}`),
    button("‹", "Previous mark", () => step(state, -1), "previous"),
    button("›", "Next mark", () => step(state, 1), "next"),
    button("Close", "Close the card", () => closed(state), "close"),
  );
}

function rows(pairs) {
  return element("dl", {}, ...pairs.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
}

// Where evidence falls. For the eye and the mouse: the list below says the same.
function strip(state) {
  const { data } = state;
  if (data.guess) return null;
  const length = Math.max(state.fields.text.length, 1);
  const made = data.legend.filter((entry) => entry.count && entry.key !== "speech").map((entry) => {
    const track = element("div", { class: "track" });
    data.cards.forEach((card, number) => {
      if (card.layer !== entry.key) return;
      const tick = element("span", { class: `tick ${entry.key}`, title: card.words });
      const place = data.spans[number];
      tick.style.insetInlineStart = `${(place.field === "text" ? (100 * place.start) / length : 0).toFixed(2)}%`;
      tick.addEventListener("click", () => reveal(state, number));
      track.append(tick);
    });
    return element("div", { class: "row", "data-layer": entry.key }, element("span", {}, entry.label), track);
  });
  if (!made.length) return null;
  return element("figure", { class: "strip", "aria-hidden": "true" }, element("figcaption", {}, "Where it falls, from the first word to the last"), ...made);
}

// The same as the marks, for screen readers and print.
function plainList(state) {
  const { data } = state;
  if (data.guess || !data.cards.length) return null;
  const items = data.cards.map((card, number) => {
    const words = element("a", { href: "#", class: "words" }, card.words);
    words.addEventListener("click", (event) => {
      event.preventDefault();
      reveal(state, number);
      state.card.focus({ preventScroll: true });
    });
    const told = [card.label === card.words ? card.kind : `${card.kind}: ${card.label}`, ...card.rows.filter(([, value]) => value.length < 80).map(([term, value]) => `${term}: ${value}`)];
    const why = card.folded.find(([term]) => term === "What decided");
    return element("li", { "data-layer": card.layer }, words, " ", element("span", { class: "told" }, told.join(" · ")),
      why ? element("span", { class: "told" }, `What decided: ${why[1]}`) : null);
  });
  return element("details", { class: "plain" }, element("summary", {}, "The marks as a list"), element("ol", {}, ...items));
}

function tools(state) {
  if (!canMark(state)) return null;
  const name = state.data.guess ? "Add a guess by sentence" : "Mark what was missed";
  const made = button(name, name, () => panel(state, null, made), "wide");
  const told = state.data.guess ? "" : "Or select the words in the article.";
  return element("p", { class: "tools" }, made, " ", told);
}
