// Draws a page of articles to choose from. Every string of the data goes into the page as a text node or an attribute of
// ours, never as markup. Sent back: the id of the article that was chosen, or the page to turn to.

export default function (component) {
  const root = component.parentElement.querySelector(".finding");
  if (!root) return;
  const { data } = component;
  root.send = (name, value) => component.setTriggerValue(name, value);
  if (root.dataset.digest === data.digest) return;
  root.dataset.digest = data.digest;
  const list = made("ol", { class: "finder", start: data.first, tabindex: "-1" }, ...data.rows.map((row) => made("li", {}, line(root, row))));
  root.replaceChildren(made("p", { class: "told", role: "status" }, data.told), list, ...(data.pages > 1 ? [pager(root, data)] : []));
}

function made(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

function line(root, row) {
  const chosen = made("button", { type: "button", "aria-current": row.open ? "true" : null },
    made("span", { class: "headline" }, row.title), made("span", { class: "about" }, row.about));
  chosen.addEventListener("click", () => root.send("open", row.id));
  return chosen;
}

function pager(root, { page, pages }) {
  const turn = (text, to) => {
    const step = made("button", { type: "button", class: "turn", disabled: to < 1 || to > pages ? "" : null }, text);
    step.addEventListener("click", () => root.send("turn", to));
    return step;
  };
  return made("p", { class: "pager" }, turn("‹ Earlier page", page - 1), made("span", {}, `Page ${page} of ${pages}`), turn("Next page ›", page + 1));
}
