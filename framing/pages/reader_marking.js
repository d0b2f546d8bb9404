// Words that a reader selects: guesses before the marks are shown, and what the detectors have missed. Guesses stay in the
// browser; only what is missed is sent, as a place in the article.

function picked(state) {
  const place = canMark(state) && selected(state.story, state.nodes);
  const whole = place && wholeWords(state.fields, place);
  if (whole) panel(state, whole);
}

function canMark({ data }) {
  return data.guess || data.layers.length > 0;
}

// In the card's place: the selected words, what they are, and a button; by keyboard a sentence and the words in it are chosen.
function panel(state, place, opener = null) {
  const { data } = state;
  const form = element("form", { class: "panel" });
  const complaint = element("p", { class: "complaint", role: "alert" });
  const layers = data.guess ? null : choices(data.layers);
  const note = data.guess ? null : field("Note (optional)", element("input", { type: "text", name: "note", maxlength: "300", autocomplete: "off" }));
  const close = button("Cancel", "Cancel", () => panelClosed(state, opener), "wide");
  const chosen = place ? element("p", { class: "words" }, wordsAt(state.fields, place)) : sentenceFields(state);
  form.append(
    element("p", { class: "heading" }, data.guess ? "My guess" : "Missed by the page"),
    chosen, ...[layers, note].filter(Boolean), complaint,
    element("div", { class: "actions" }, element("button", { type: "submit", class: "wide main" }, data.guess ? "Add to my guesses" : "Mark as missed"), close),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = place ?? placeIn(state.fields, data.sentences[form.elements.sentence.value], form.elements.words.value);
    if (!found) complaint.textContent = "These words are not in the sentence.";
    else if (data.guess) guessed(state, found, opener);
    else missed(state, found, form.elements.layer.value, form.elements.note.value);
  });
  state.chosen = -1;
  state.panel = opener ?? true;
  highlight(state);
  state.card.hidden = false;
  state.card.replaceChildren(form);
  if (opener) form.querySelector("select").focus();
}

function choices(layers) {
  const boxes = layers.map(([key, label], at) => element("label", {}, element("input", { type: "radio", name: "layer", value: key, checked: at === 0 }), label));
  return element("fieldset", { class: "choices" }, element("legend", {}, "What it is"), ...boxes);
}

function sentenceFields({ data, fields }) {
  const options = data.sentences.map(([name, start, end], number) => {
    const words = wordsAt(fields, { field: name, start, end });
    return element("option", { value: number }, `${number + 1}. ${words.length > 90 ? `${words.slice(0, 88)} …` : words}`);
  });
  return element("div", {},
    field("Sentence", element("select", { name: "sentence" }, ...options)),
    field("Words in it (empty: the whole sentence)", element("input", { type: "text", name: "words", autocomplete: "off", spellcheck: "false" })));
}

function panelClosed(state, opener) {
  state.panel = null;
  rest(state);
  opener?.focus();
}

function missed(state, place, layer, note) {
  state.panel = null;
  state.send("missed", { ...place, article: state.data.id, layer, note });
  rest(state);
}

function guessed(state, place, opener) {
  const same = (other) => other.field === place.field && other.start === place.start && other.end === place.end;
  if (!state.guesses.some(same)) state.guesses.push(place);
  state.guesses.sort((a, b) => (a.field === b.field ? a.start - b.start : a.field === "title" ? -1 : 1));
  document.getSelection()?.removeAllRanges();
  state.panel = null;
  fill(state);
  rest(state);
  opener?.focus();
}

function withoutGuess(state, number) {
  state.guesses.splice(number, 1);
  fill(state);
  rest(state);
}

// The card before the marks are shown: the guesses so far.
function guesses(state) {
  const list = state.guesses.map((place, number) => element("li", {},
    element("span", { class: "words" }, wordsAt(state.fields, place)),
    button("Remove", `Remove the guess: ${wordsAt(state.fields, place)}`, () => withoutGuess(state, number), "wide")));
  return [
    element("h3", {}, list.length ? `Your guesses: ${list.length}` : "Guess first"),
    element("p", {}, "Which words suggest how to see the subject? Select them in the article, or use the button below it."),
    list.length ? element("ol", { class: "guesses" }, ...list) : null,
    element("div", { class: "actions" }, button("Show the marks", "Show the marks", () => state.send("reveal", true), "wide main")),
  ].filter(Boolean);
}

// The card after that: each guess with what the page marks there, and how many marks were not guessed.
function compared(state) {
  const { data } = state;
  const framing = data.cards.map((card, number) => ({ card, number, place: data.spans[number] }));
  const overlaps = (a, b) => a.field === b.field && a.start < b.end && b.start < a.end;
  const list = state.guesses.map((guess) => {
    const found = framing.filter(({ place }) => overlaps(place, guess));
    const [best] = [...found.filter(({ card }) => card.layer === "device" || card.layer === "worn"), ...found];
    const told = best ? `${best.card.kind}: ${best.card.label}` : "not marked by the page";
    const act = best
      ? button("Show", `Show the mark: ${best.card.words}`, () => { reveal(state, best.number); }, "wide")
      : data.layers.length ? button("Mark as missed", `Mark as missed: ${wordsAt(state.fields, guess)}`, () => panel(state, guess), "wide") : null;
    return element("li", {}, element("span", { class: "words" }, wordsAt(state.fields, guess)), element("span", { class: "told" }, told), act);
  });
  const phrases = framing.filter(({ card }) => card.layer === "device" || card.layer === "worn");
  const left = phrases.filter(({ place }) => !state.guesses.some((guess) => overlaps(place, guess)));
  return [
    element("h3", {}, "Your guesses and the marks"),
    element("ol", { class: "guesses" }, ...list),
    element("p", {}, `Your guesses touch ${phrases.length - left.length} of ${phrases.length} marked framing phrases.`),
    element("div", { class: "actions" }, button("Forget my guesses", "Forget my guesses", () => { state.guesses.length = 0; fill(state); rest(state); }, "wide")),
  ];
}
