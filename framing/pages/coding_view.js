// Draws one article to code: its words, what its coder has said of them so far, ratings, and what to do next. Every string of
// the data goes into the page as a text node or an attribute of ours, never as markup. Selecting, searching and filling in work
// here; only a choice that was made is sent, one at a time: the next goes out when the page says that the last is on the disk.

const ASK_AGAIN_MS = 5000;
const KEYS = [["M", "mark by sentence"], ["0–4", "rate"], ["U", "take back the last code"], ["D", "done"], ["B", "back"], ["Esc", "close"]];

export default function (component) {
  const root = component.parentElement.querySelector(".framing");
  if (!root) return;
  const { data } = component;
  root.send = (choice) => component.setTriggerValue("choice", choice);
  root.queue ??= [];
  if (root.dataset.digest === data.digest) return;
  root.dataset.digest = data.digest;
  const before = root.state;
  answered(root, data.heard);
  const same = before?.data.id === data.id && before.data.desk === data.desk;
  if (same) before.data = data;
  else root.state = desk(root, data);
  refresh(root.state);
  if (before && !same) arrive(root.state);
}

// Another article: it is read from its beginning, and keys go on working.
function arrive({ story, body }) {
  story.focus({ preventScroll: true });
  body.scrollIntoView({ block: "start" });
}

// A choice waits in the queue until the page has answered it; where no answer comes, it is sent again: twice is once there.
function tell(state, choice) {
  const { root, data } = state;
  root.queue.push({ ...choice, article: data.id, desk: data.desk, turn: `${Date.now()}-${Math.random()}` });
  pump(root);
  refresh(state);
}

function pump(root) {
  if (root.flying || !root.queue.length) return;
  [root.flying] = root.queue;
  root.said = ["Saving …", "wait"];
  ask(root);
}

function ask(root) {
  root.send(root.flying);
  clearTimeout(root.timer);
  root.timer = setTimeout(() => {
    if (!root.flying || !root.isConnected) return;
    root.said = ["Not saved yet: the app does not answer. Trying again …", "fault"];
    refresh(root.state);
    ask(root);
  }, ASK_AGAIN_MS);
}

function answered(root, { turn, fault }) {
  if (!root.flying || root.flying.turn !== turn) return;
  clearTimeout(root.timer);
  const [done] = root.queue.splice(0, 1);
  root.flying = null;
  root.said = fault ? [fault, "fault"] : done.do === "go" ? ["", ""] : ["Saved", "saved"];
  pump(root);
}

function desk(root, data) {
  const story = element("article", { class: "story", "aria-label": "The article to code", tabindex: "-1" });
  const told = element("p", { class: "said", role: "status" });
  const box = element("div", {});
  const card = element("aside", { class: "card", role: "region", "aria-label": "Your codes", tabindex: "-1" }, told, box);
  const state = { root, data, story, told, box, card, fields: fieldsOf(data), nodes: new Map(), panel: null, drawn: null };
  const above = element("p", { class: "where" });
  state.above = above;
  const body = element("div", { class: "reader coding" }, element("div", { class: "column" }, above, story, tools(state)), card);
  body.addEventListener("keydown", (event) => pressed(state, event));
  story.addEventListener("click", (event) => clicked(state, event.target.closest("mark")));
  state.body = body;
  root.said ??= ["", ""];
  root.replaceChildren(body);
  watchSelection(story, () => picked(state));
  return state;
}

function refresh(state) {
  const { data, root } = state;
  const left = data.left ? `${data.left} left` : "all done";
  state.above.textContent = `Article ${data.position} of ${data.total} · ${left}${data.finished ? " · this one is done" : ""}${data.outlet ? ` · ${data.outlet}` : ""}`;
  state.told.textContent = root.said[0];
  state.told.className = `said ${root.said[1]}`;
  fill(state);
  if (!state.panel) rest(state);
}

// What stands once everything in the queue is on the disk.
function codesNow(state) {
  const waiting = state.root.queue.filter((choice) => choice.article === state.data.id);
  const gone = new Set(waiting.flatMap((choice) => [choice.instead, choice.id].filter(Boolean)));
  const layer = (name) => state.data.layers.find((one) => one.name === name);
  const added = waiting.filter((choice) => choice.do === "span").map((choice) => ({
    ...choice, unit: "span", id: "", told: labelOf(layer(choice.layer), choice.code),
  }));
  return [...state.data.codes.filter((code) => code.unit === "span" && !gone.has(code.id)), ...added];
}

function ratingNow(state, layer) {
  const waiting = state.root.queue.filter((choice) => choice.article === state.data.id && choice.do === "rate" && choice.layer === layer.name);
  if (waiting.length) return waiting.at(-1);
  const given = state.data.codes.find((code) => code.unit === "rating" && code.layer === layer.name);
  return given && { value: given.rating ?? given.code, memo: given.memo };
}

function labelOf(layer, code) {
  return code === null ? "Cannot tell" : layer.codes.find(([name]) => name === code)?.[1] ?? code;
}

function fill(state) {
  const codes = codesNow(state);
  const drawn = JSON.stringify(codes.map(({ field, start, end, layer }) => [field, start, end, layer]));
  if (drawn === state.drawn) return;
  state.drawn = drawn;
  state.nodes.clear();
  const layers = state.data.layers.filter((layer) => layer.unit === "span").map((layer) => layer.name);
  const line = ({ field, start, end }) => overlaid([{ start, end }], field, codes).map((piece) => {
    const text = document.createTextNode(wordsAt(state.fields, { field, ...piece }));
    state.nodes.set(text, { field, start: piece.start });
    if (!piece.own.length) return text;
    const names = piece.own.map((number) => `layer${layers.indexOf(codes[number].layer)}`);
    return element("mark", { class: [...new Set(names)].join(" "), "data-codes": piece.own.join(" "), tabindex: "0", role: "button",
      "aria-description": piece.own.map((number) => codes[number].told).join("; ") }, text);
  });
  const title = linesOf(state.fields, "title").flatMap(line);
  state.story.replaceChildren(...(title.length ? [element("h2", {}, ...title)] : []),
    ...linesOf(state.fields, "text").map((place) => element("p", {}, ...line(place))));
}

// The paragraphs of a field as places, without empty ones.
function linesOf(fields, field) {
  const lines = [];
  let start = 0;
  for (const [at, point] of [...fields[field], "\n"].entries()) {
    if (point !== "\n") continue;
    if (fields[field].slice(start, at).some((one) => !/\s/u.test(one))) lines.push({ field, start, end: at });
    start = at + 1;
  }
  return lines;
}

function clicked(state, mark) {
  if (!mark || selected(state.story, state.nodes)) return;
  const codes = codesNow(state);
  const [first] = mark.dataset.codes.split(" ").map((number) => codes[Number(number)]).filter((code) => code.id);
  if (first && !state.data.closed) panel(state, first, first, mark);
}

function picked(state) {
  const place = !state.data.closed && spanLayers(state).length ? selected(state.story, state.nodes) : null;
  const whole = place && wholeWords(state.fields, place);
  if (!whole) return;
  if (state.panel) state.panel.move(whole);
  else panel(state, whole);
}

function spanLayers(state) {
  return state.data.layers.filter((layer) => layer.unit === "span");
}

function tools(state) {
  if (state.data.closed || !spanLayers(state).length) return null;
  const made = button("Mark by sentence", "Mark by sentence", () => panel(state, null, null, made), "wide");
  return element("p", { class: "tools" }, made, " Or select the words in the article.");
}

// The card where nothing is being marked: what was marked, ratings, and what comes next. The focus stays where it was.
function rest(state) {
  const { box, data } = state;
  const before = box.contains(box.getRootNode().activeElement) ? box.getRootNode().activeElement.dataset.key ?? "" : null;
  const typed = box.querySelector("input[name=memo]")?.value;
  box.replaceChildren(...[
    ...(spanLayers(state).length ? marked(state) : []),
    ...data.layers.filter((layer) => layer.unit === "rating").map((layer) => rating(state, layer, typed)),
    data.closed ? element("p", { class: "hint" }, data.closed) : null,
    steps(state),
    data.closed ? null : keys(state),
  ].filter(Boolean));
  state.card.classList.remove("open");
  if (before === null) return;
  (before && box.querySelector(`[data-key="${CSS.escape(before)}"]`) || state.story).focus({ preventScroll: true });
}

function marked(state) {
  const codes = codesNow(state);
  const items = codes.map((code) => {
    const words = wordsAt(state.fields, code);
    const act = (name, label, key, what) => {
      const made = button(name, `${label}: ${words}`, what, "wide");
      made.dataset.key = `${key}:${code.id}`;
      return made;
    };
    const acts = state.data.closed ? [] : code.id
      ? [act("Change", "Change", "change", () => panel(state, code, code, state.story)), act("Take back", "Take back", "back", () => tell(state, { do: "take_back", id: code.id }))]
      : [element("span", { class: "told" }, "saving …")];
    return element("li", {}, element("span", { class: "words" }, words), element("span", { class: "told" }, code.told),
      code.memo ? element("span", { class: "told" }, `Memo: ${code.memo}`) : null, element("span", { class: "acts" }, ...acts));
  });
  const title = codes.length ? `Your codes: ${codes.length}` : "No code in this article yet";
  const hint = state.data.layers.filter((layer) => layer.unit === "span").map((layer) => element("p", { class: "hint" }, layer.question));
  return [element("h3", {}, title), codes.length ? element("ol", { class: "codes" }, ...items) : null, ...(codes.length ? [] : hint)].filter(Boolean);
}

function rating(state, layer, typed) {
  const given = ratingNow(state, layer);
  const rate = (value, memo) => tell(state, { do: "rate", layer: layer.name, value, memo: memo ?? given?.memo ?? "" });
  const steps = [
    ...(layer.scale.length ? layer.scale.map(([value, words]) => [value, shortNumber(value), `${value}${words ? ` ${words}` : ""}`]) : layer.codes.map(([code, label, meaning]) => [code, label, `${label}: ${meaning}`])),
    [null, "Cannot tell", "Cannot tell"],
  ].map(([value, text, label]) => {
    const made = button(text, label, () => rate(value), "step");
    made.dataset.key = `rate:${layer.name}:${value}`;
    made.disabled = Boolean(state.data.closed);
    made.setAttribute("aria-pressed", String(given !== undefined && given.value === value));
    return made;
  });
  const words = layer.scale.filter(([, word]) => word).map(([value, word]) => `${value} ${word}`).join(" · ");
  const group = element("fieldset", { class: "rating" }, element("legend", {}, layer.label), element("p", { class: "hint" }, layer.question.replace(/ 0 plain.*$/u, "")),
    element("div", { class: "steps" }, ...steps), words ? element("p", { class: "hint" }, words) : null);
  if (given && !state.data.closed) {
    const memo = element("input", { type: "text", name: "memo", maxlength: "500", autocomplete: "off", value: typed ?? given.memo, "data-key": `memo:${layer.name}` });
    const keep = button("Save memo", "Save the memo of the rating", () => rate(given.value, memo.value), "wide");
    group.append(element("details", { open: Boolean(given.memo || typed) }, element("summary", {}, "Memo"), field("On this rating", memo), keep));
  }
  return group;
}

function shortNumber(value) {
  return Number.isInteger(value) ? String(value) : `${Math.floor(value) || ""}${value % 1 === 0.5 ? "½" : String(value % 1).slice(1)}`;
}

function steps(state) {
  const { data } = state;
  const back = button("Back", "Back to the article before", () => go(state, -1), "wide");
  back.dataset.key = "go-back";
  back.disabled = data.position <= 1;
  const done = button(data.last ? "Done: all coded" : "Done, next", data.last ? "Done: all coded" : "Done, next", () => finished(state), "wide main");
  done.dataset.key = "done";
  const next = button("Next", "Next article", () => go(state, 1), "wide");
  next.disabled = data.position >= data.total;
  const made = data.closed ? [back, next] : [back, done];
  const hint = data.left ? "When all coders are done, codes are compared and can no longer be changed." : "You have coded everything. It can be changed until all coders are done.";
  const told = data.last && !data.closed ? element("p", { class: "hint" }, hint) : null;
  return element("div", {}, told, element("div", { class: "actions" }, ...made));
}

function go(state, by) {
  const nr = state.data.position + by;
  if (nr >= 1 && nr <= state.data.total) tell(state, { do: "go", nr });
}

function finished(state) {
  if (!state.data.closed) tell(state, { do: "done" });
}

function keys(state) {
  const rates = state.data.layers.some((layer) => layer.unit === "rating" && layer.scale.length);
  const known = KEYS.filter(([key]) => (key !== "0–4" || rates) && (!"MU".includes(key) || spanLayers(state).length));
  return element("p", { class: "keys" }, "Keys: ", ...known.flatMap(([key, what], at) => [at ? " · " : "", element("kbd", {}, key), ` ${what}`]));
}

function pressed(state, event) {
  const typing = event.target.matches("input[type=text], select, textarea");
  if (event.key === "Escape") return state.panel?.close();
  if (event.altKey || event.ctrlKey || event.metaKey || typing || state.data.closed) return;
  const mark = event.target.closest("mark");
  const open = mark && (() => clicked(state, mark));
  const act = { Enter: open, " ": open, m: () => spanLayers(state).length && panel(state, null, null, state.story),
    d: () => finished(state), b: () => go(state, -1), u: () => takeBackLast(state) }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const number = /^[0-4]$/.test(event.key) && !event.target.matches("input") ? Number(event.key) : null;
  const layer = number !== null && state.data.layers.find((one) => one.unit === "rating" && one.scale.some(([value]) => value === number));
  if (state.panel || (!act && !layer)) return;
  event.preventDefault();
  if (act) act();
  else tell(state, { do: "rate", layer: layer.name, value: number, memo: ratingNow(state, layer)?.memo ?? "" });
}

function takeBackLast(state) {
  const last = state.data.codes.filter((code) => code.id === state.data.latest)[0];
  if (last && !state.root.queue.length) tell(state, { do: "take_back", id: last.id });
}
