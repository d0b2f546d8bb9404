// The panel in which some words get a code: layer, code with its definition, what else is asked, memo. Words come from a
// selection, or by keyboard from a sentence and the words in it.

const FEW_CODES = 8;
const MOST_SHOWN = 40;

// `code`: the one that is changed, null for a new one. `opener`: gets the focus back.
function panel(state, place, code = null, opener = null) {
  const { root } = state;
  const layers = spanLayers(state);
  const given = { place: place && { field: place.field, start: place.start, end: place.end }, layer: layers.find((one) => one.name === (code?.layer ?? root.layer)) ?? layers[0],
    code: code ? code.code : undefined, answers: { ...code?.answers } };
  const words = element("p", { class: "words" });
  const where = place ? null : sentenceFields(state);
  const rest = element("div", {});
  const memo = element("input", { type: "text", name: "memo", maxlength: "500", autocomplete: "off", value: code?.memo ?? "" });
  const complaint = element("p", { class: "complaint", role: "alert" });
  const form = element("form", { class: "panel", novalidate: true },
    element("p", { class: "heading" }, code ? "Change the code" : "New code"), place ? words : where.made, layerChoice(layers, given, () => fillRest()), rest,
    field("Memo (optional)", memo), complaint,
    element("div", { class: "actions" }, element("button", { type: "submit", class: "wide main" }, "Save"), button("Cancel", "Cancel", () => close(), "wide")));
  const fillRest = () => rest.replaceChildren(...codeChoice(root, given, () => fillAsks()), asks);
  const asks = element("div", {});
  const fillAsks = () => asks.replaceChildren(...questions(given));
  const close = () => {
    state.panel = null;
    refresh(state);
    (opener?.isConnected ? opener : state.story).focus({ preventScroll: true });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = place ? given.place : where.place();
    complaint.textContent = lacking(state, given, found);
    if (complaint.textContent) return;
    root.layer = given.layer.name;
    root.recent = [given.code, ...(root.recent ?? []).filter((one) => one !== given.code)].slice(0, 6);
    const answers = Object.fromEntries(asked(given).map((ask) => [ask.name, given.answers[ask.name]]).filter(([, value]) => value));
    document.getSelection()?.removeAllRanges();
    state.panel = null;
    tell(state, { do: "span", layer: given.layer.name, ...found, code: given.code, answers, memo: memo.value.trim(), instead: code?.id ?? "" });
    state.story.focus({ preventScroll: true });
  });
  state.panel = { close, move: (whole) => { if (place) { given.place = whole; words.textContent = wordsAt(state.fields, whole); } } };
  if (place) words.textContent = wordsAt(state.fields, place);
  fillRest();
  fillAsks();
  state.box.replaceChildren(form);
  state.card.classList.add("open");
  state.card.scrollTop = 0;
  if (!place) form.querySelector("select").focus();
  else if (opener) form.querySelector("input").focus();
}

function lacking(state, given, place) {
  if (!place) return "These words are not in the sentence.";
  if (given.code === undefined) return "Choose a code, or “cannot tell”.";
  const open = given.code === null ? [] : asked(given).filter((ask) => !given.answers[ask.name]);
  return open.length ? `Choose: ${open.map((ask) => ask.label.toLowerCase()).join(", ")}.` : "";
}

function asked(given) {
  return given.layer.asks.filter((ask) => given.code && ask.of.includes(given.code));
}

function layerChoice(layers, given, changed) {
  if (layers.length < 2) return null;
  return radios("What it is", layers.map((layer) => [layer.name, layer.label, layer.question]), given.layer.name, (name) => {
    given.layer = layers.find((layer) => layer.name === name);
    given.code = undefined;
    changed();
  });
}

function radios(legend, options, value, changed) {
  radios.groups = (radios.groups ?? 0) + 1;
  const boxes = options.map(([name, label, meaning]) => {
    const box = element("input", { type: "radio", name: `choice${radios.groups}`, value: name, checked: name === value });
    box.addEventListener("change", () => changed(name));
    return element("label", { title: meaning || null }, box, element("span", {}, label));
  });
  return element("fieldset", { class: "choices row" }, element("legend", {}, legend), ...boxes);
}

function questions(given) {
  return asked(given).map((ask) => radios(ask.label, ask.options, given.answers[ask.name], (value) => { given.answers[ask.name] = value; }));
}

function codeChoice(root, given, changed) {
  const { codes } = given.layer;
  const choose = (code) => {
    given.code = code;
    changed();
  };
  if (codes.length > FEW_CODES) return searched(root, given, choose);
  const boxes = [...codes, [null, "Cannot tell", ""]].map(([code, label, meaning]) => {
    const box = element("input", { type: "radio", name: "code", value: code ?? "", checked: given.code === code });
    box.addEventListener("change", () => choose(code));
    return element("label", {}, box, element("span", {}, label, meaning ? element("span", { class: "told" }, meaning) : null));
  });
  return [element("fieldset", { class: "choices" }, element("legend", {}, "Code"), ...boxes)];
}

// A box to search in and the codes that fit: typing chooses the first of them, arrows another one.
function searched(root, given, choose) {
  const input = element("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "codes-that-fit", "aria-describedby": "definition",
    autocomplete: "off", spellcheck: "false", placeholder: "Part of its name or meaning" });
  const list = element("ul", { class: "fitting", id: "codes-that-fit", role: "listbox", "aria-label": "Codes" });
  const more = element("p", { class: "hint" });
  const meaning = element("p", { class: "definition", id: "definition" });
  let shown = [];
  const chosen = (code, scroll) => {
    for (const [at, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(code !== undefined && shown[at][0] === code));
    const at = code === undefined ? -1 : shown.findIndex(([name]) => name === code);
    if (at >= 0) input.setAttribute("aria-activedescendant", list.children[at].id);
    else input.removeAttribute("aria-activedescendant");
    if (scroll && at >= 0) list.scrollTop = list.children[at].offsetTop - list.offsetTop - 40;
    meaning.textContent = code === undefined ? "" : given.layer.codes.find(([name]) => name === code)?.[2] ?? "";
    if (given.code !== code) choose(code);
  };
  const fit = () => {
    const words = input.value.toLowerCase().split(/\s+/u).filter(Boolean);
    const found = fitting(given.layer.codes, words, root.recent ?? []);
    const last = [...given.layer.codes.filter(([code]) => code === "other"), [null, "Cannot tell which", ""]];
    shown = [...found.filter(([code]) => code !== "other").slice(0, MOST_SHOWN), ...last];
    more.textContent = found.length > MOST_SHOWN ? `and ${found.length - MOST_SHOWN} more: type a part of the name` : "";
    list.replaceChildren(...shown.map(([code, label], at) => {
      const option = element("li", { role: "option", id: `fits${at}`, "aria-selected": "false" }, label);
      option.addEventListener("click", () => { chosen(code); input.focus(); });
      return option;
    }));
    return found;
  };
  input.addEventListener("input", () => {
    const found = fit();
    chosen(input.value.trim() && found.length ? shown[0][0] : undefined);
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = given.code === undefined ? (by > 0 ? -1 : 0) : shown.findIndex(([code]) => code === given.code);
    chosen(shown[(at + by + shown.length) % shown.length][0], true);
  });
  const label = given.code ? given.layer.codes.find(([code]) => code === given.code)?.[1] : "";
  input.value = label ?? "";
  fit();
  chosen(given.code);
  return [field("Code", input), list, more, meaning];
}

// Codes that have every word in their name or meaning: those that begin with the first one, those with all in the name, the
// others; without words those used last come first.
function fitting(codes, words, recent) {
  const rank = ([code, label, meaning]) => {
    const name = label.toLowerCase();
    if (!words.length) return recent.includes(code) ? recent.indexOf(code) : recent.length;
    if (!words.every((word) => `${name} ${code} ${meaning.toLowerCase()}`.includes(word))) return -1;
    if (name.startsWith(words[0])) return 0;
    return words.every((word) => name.includes(word)) ? 1 : 2;
  };
  const ranked = codes.map((code) => [rank(code), code]).filter(([place]) => place >= 0);
  return ranked.sort((a, b) => a[0] - b[0]).map(([, code]) => code);
}

// Fields to name a place by: a sentence, words in it, and which of them where they stand there more than once.
function sentenceFields({ data, fields }) {
  const options = data.sentences.map(([name, start, end], number) => {
    const words = wordsAt(fields, { field: name, start, end }).replace(/\s+/gu, " ");
    return element("option", { value: number }, `${number + 1}. ${words.length > 90 ? `${words.slice(0, 88)} …` : words}`);
  });
  const sentence = element("select", { name: "sentence" }, ...options);
  const words = element("input", { type: "text", name: "words", autocomplete: "off", spellcheck: "false" });
  const which = element("select", { name: "which" });
  const several = field("Which of them", which);
  several.hidden = true;
  const places = () => placesIn(fields, data.sentences[sentence.value], words.value);
  const changed = () => {
    const found = places().length;
    several.hidden = found < 2;
    which.replaceChildren(...Array.from({ length: found }, (_, at) => element("option", { value: at }, `${at + 1} of ${found}`)));
  };
  sentence.addEventListener("change", changed);
  words.addEventListener("input", changed);
  const made = element("div", {}, field("Sentence", sentence), field("Words in it (empty: the whole sentence)", words), several);
  return { made, place: () => places()[several.hidden ? 0 : Number(which.value)] ?? null };
}

// Every place of some words in a sentence, as whole words; the whole sentence without any.
function placesIn(fields, [name, start, end], words) {
  const wanted = [...words.trim().toLowerCase()];
  if (!wanted.length) return [{ field: name, start, end }];
  const low = fields[name].slice(start, end).map((point) => point.toLowerCase());
  const found = low.flatMap((_, at) => (wanted.every((point, more) => low[at + more] === point) ? [wholeWords(fields, { field: name, start: start + at, end: start + at + wanted.length })] : []));
  return found.filter((place, at) => place && found.findIndex((other) => other && other.start === place.start && other.end === place.end) === at);
}
