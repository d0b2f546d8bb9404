// Draws one article with its legend and card. Every string of the data goes into the page as a text node or an
// attribute of ours, never as markup. Filters, cards and keys work here; nothing is sent back.

const NARROW = 800;

export default function (component) {
  const root = component.parentElement.querySelector(".framing");
  if (root && root.dataset.digest !== component.data.digest) {
    root.dataset.digest = component.data.digest;
    root.replaceChildren(reader(root, component.data));
  }
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function reader(root, data) {
  const story = element("article", { class: "story", "aria-label": "The article, with its marks" });
  const card = element("aside", { class: "card", role: "region", "aria-label": "About the chosen mark", tabindex: "-1" });
  const body = element("div", { class: "reader" }, legend(data), element("div", {}, story, strip(data)), card);
  const state = { root, data, story, card, body, chosen: -1 };
  body.querySelector(".legend").addEventListener("change", () => filter(state));
  story.addEventListener("click", (event) => clicked(state, event.target.closest("mark")));
  body.addEventListener("keydown", (event) => pressed(state, event));
  filter(state);
  start(state);
  return body;
}

function legend(data) {
  const labels = data.legend.map((entry) => {
    const box = element("input", { type: "checkbox", value: entry.key, checked: entry.shown, disabled: !entry.count });
    const sample = element("span", { class: `show-${entry.key}` }, element("mark", { class: `${entry.key} first last` }, entry.label));
    const count = entry.count ? element("span", { class: "count" }, String(entry.count)) : element("span", { class: "empty" }, "none found");
    return element("label", { title: entry.meaning }, box, sample, count);
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
  const { data, story } = state;
  const lines = [data.title, ...data.paragraphs].map((line) => merged(line, (number) => state.shown.has(data.cards[number].layer)));
  const ends = endsOf(lines);
  const [title, ...paragraphs] = lines.map((line) => line.map((piece) => drawn(piece, data, ends)));
  const about = data.origin.map((part) =>
    part.startsWith("origin unknown") ? element("span", { class: "unknown" }, element("b", {}, part)) : element("span", {}, part));
  story.replaceChildren(
    ...(title.length ? [element("h2", {}, ...title)] : []),
    element("p", { class: "origin" }, ...about),
    element("p", { class: "found" }, data.found),
    ...paragraphs.map((line) => element("p", {}, ...line)),
  );
  story.querySelector("mark")?.setAttribute("tabindex", "0");
}

function merged(line, isShown) {
  const pieces = [];
  for (const [text, marks, furniture] of line) {
    const visible = marks.filter(isShown);
    const last = pieces.at(-1);
    if (last && last.furniture === furniture && last.marks.join() === visible.join()) last.text += text;
    else pieces.push({ text, marks: visible, furniture });
  }
  return pieces;
}

// For each mark its first and its last piece.
function endsOf(lines) {
  const ends = new Map();
  for (const piece of lines.flat()) {
    for (const number of piece.marks) ends.set(number, [ends.get(number)?.[0] ?? piece, piece]);
  }
  return ends;
}

function drawn(piece, { cards, furnitureName }, ends) {
  if (piece.furniture) return element("span", { class: "furniture", role: "group", "aria-label": furnitureName }, piece.text);
  if (!piece.marks.length) return document.createTextNode(piece.text);
  const names = piece.marks.flatMap((number) => [
    cards[number].layer,
    cards[number].stance,
    ends.get(number)[0] === piece ? "first" : "",
    ends.get(number)[1] === piece ? "last" : "",
  ]);
  return element("mark", {
    class: [...new Set(names)].filter(Boolean).join(" "),
    role: "button",
    tabindex: "-1",
    "aria-description": piece.marks.map((number) => described(cards[number])).join("; "),
    "data-marks": piece.marks.join(" "),
  }, piece.text);
}

function marksOf(mark) {
  return mark.dataset.marks.split(" ").map(Number);
}

function filter(state) {
  state.shown = new Set([...state.body.querySelectorAll(".legend input:checked")].map((box) => box.value));
  for (const { key } of state.data.legend) state.story.classList.toggle(`show-${key}`, state.shown.has(key));
  for (const row of state.body.querySelectorAll(".strip .row")) row.hidden = !state.shown.has(row.dataset.layer);
  fill(state);
  if (state.chosen >= 0) choose(state, state.shown.has(state.data.cards[state.chosen].layer) ? state.chosen : -1);
}

function described(card) {
  return [card.kind, card.label, card.stance].filter(Boolean).join(", ");
}

function narrow(state) {
  return state.root.clientWidth <= NARROW;
}

function start(state) {
  const live = state.data.cards.findIndex((card) => card.layer === "device");
  const first = live >= 0 ? live : state.data.cards.findIndex((card) => card.layer === "worn");
  const asked = state.data.chosen;
  requestAnimationFrame(() => {
    if (asked >= 0) {
      show(state, state.data.cards[asked].layer);
      choose(state, asked);
      markOf(state, asked)?.scrollIntoView({ block: "center" });
    } else {
      choose(state, narrow(state) || !state.data.opened ? -1 : first);
    }
  });
}

function show(state, layer) {
  const box = state.body.querySelector(`.legend input[value="${layer}"]`);
  if (box.checked) return;
  box.checked = true;
  filter(state);
}

function markOf(state, number) {
  return [...state.story.querySelectorAll("mark")].find((mark) => marksOf(mark).includes(number));
}

function clicked(state, mark) {
  if (!mark) return;
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
  const at = event.target.closest?.(".story mark");
  if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
  const marks = [...state.story.querySelectorAll("mark")];
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (event.key in steps) {
    const next = marks[marks.indexOf(at) + steps[event.key]];
    if (next) { focusOn(state, next); next.scrollIntoView({ block: "nearest" }); }
  } else if (event.key === "Enter" || event.key === " ") {
    clicked(state, at);
    state.card.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
}

function closed(state) {
  const mark = state.chosen >= 0 ? markOf(state, state.chosen) : null;
  if (narrow(state)) choose(state, -1);
  if (mark) focusOn(state, mark);
}

function step(state, by) {
  const order = state.data.cards.map((_, number) => number).filter((number) => state.shown.has(state.data.cards[number].layer));
  const next = order[(order.indexOf(state.chosen) + by + order.length) % order.length];
  choose(state, next);
  markOf(state, next)?.scrollIntoView({ block: narrow(state) ? "nearest" : "center" });
}

function choose(state, number) {
  state.chosen = number;
  for (const mark of state.story.querySelectorAll("mark")) mark.classList.toggle("chosen", marksOf(mark).includes(number));
  state.card.hidden = number < 0 && narrow(state);
  state.card.replaceChildren(...(number < 0 ? [hint(state)] : content(state, state.data.cards[number])));
  state.card.scrollTop = 0;
}

function hint(state) {
  const any = state.data.cards.some((card) => card.layer === "device" || card.layer === "worn");
  return element("p", { class: "hint" }, any ? "Choose a marked phrase to see what it does and how it was decided." : state.data.none);
}

function content(state, card) {
  const same = card.label.toLowerCase() === card.words.toLowerCase();
  return [
    bar(state, card),
    same ? null : element("h3", {}, card.label),
    element("p", { class: `words show-${card.layer} ${same ? "alone" : ""}` }, element("mark", { class: `${card.layer} ${card.stance} first last` }, card.words)),
    card.summary ? element("p", {}, card.summary) : null,
    rows(card.rows),
    card.questions.length ? element("p", { class: "heading" }, "To discuss") : null,
    ...card.questions.map((question) => element("p", { class: "question" }, question)),
    card.folded.length ? element("details", {}, element("summary", {}, "How it was decided"), rows(card.folded)) : null,
  ].filter(Boolean);
}

function bar(state, card) {
  const order = state.data.cards.filter((other) => state.shown.has(other.layer));
  const place = order.indexOf(card) + 1;
  const button = (label, text, act, name) => {
    const made = element("button", { type: "button", "aria-label": label, title: label, class: name }, text);
    made.addEventListener("click", act);
    return made;
  };
  return element(
    "div", { class: "bar" },
    element("span", { class: "kind" }, `${card.kind} · ${place} of ${order.length}`),
    button("Previous mark", "‹", () => step(state, -1)),
    button("Next mark", "›", () => step(state, 1)),
    button("Close the card", "Close", () => closed(state), "close"),
  );
}

function rows(pairs) {
  return element("dl", {}, ...pairs.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
}

function strip(data) {
  const rows = data.legend.filter((entry) => entry.count).map((entry) => {
    const ticks = data.cards.map((card, number) => [card, data.places[number]]).filter(([card]) => card.layer === entry.key);
    const track = element("div", { class: "track" }, ...ticks.map(([, place]) => {
      const tick = element("span", { class: `tick ${entry.key}` });
      tick.style.insetInlineStart = `${(100 * place).toFixed(2)}%`;
      return tick;
    }));
    return element("div", { class: "row", "data-layer": entry.key }, element("span", {}, entry.label), track);
  });
  if (!rows.length) return null;
  return element("figure", { class: "strip", "aria-hidden": "true" }, element("figcaption", {}, "Where it falls, from the first word to the last"), ...rows);
}
