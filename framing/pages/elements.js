// Elements that our components make. Every string becomes a text node or an attribute, never markup.

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function button(text, label, act, name) {
  const made = element("button", { type: "button", "aria-label": label, title: label === text ? null : label, class: name }, text);
  made.addEventListener("click", act);
  return made;
}

function field(label, input) {
  return element("label", { class: "field" }, element("span", {}, label), input);
}
