// Draws the devices of a codebook by family. Every string of the data goes into the page as a text node or an attribute of
// ours, never as markup. Sent back: the id of the device that was chosen. One tab stop; arrows, Home and End move.

export default function (component) {
  const root = component.parentElement.querySelector(".framing");
  if (!root) return;
  const { data } = component;
  root.send = (id) => component.setTriggerValue("open", id);
  if (root.dataset.digest === data.digest) return;
  const before = root.querySelector(".devices")?.scrollTop;
  root.dataset.digest = data.digest;
  const groups = data.groups.map((group) => made("section", { "aria-label": group.name },
    made("h3", {}, `${group.name} (${group.rows.length})`), made("ul", {}, ...group.rows.map((row) => made("li", {}, line(root, row))))));
  const list = made("nav", { class: "devices", "aria-label": "Framing phrases" }, ...groups);
  list.addEventListener("keydown", (event) => pressed(list, event));
  root.replaceChildren(made("p", { class: "told", role: "status" }, data.told), list);
  const chosen = list.querySelector("[aria-current]");
  if (chosen) {
    chosen.tabIndex = 0;
    list.scrollTop = before ?? 0;
    const top = chosen.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - list.clientHeight / 3;
  }
}

function made(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

function line(root, row) {
  const chosen = made("button", { type: "button", tabindex: "-1", "aria-current": row.open ? "true" : null },
    made("span", { class: "label" }, row.label), made("span", { class: "count" }, row.count));
  chosen.addEventListener("click", () => root.send(row.id));
  return chosen;
}

function pressed(list, event) {
  const all = [...list.querySelectorAll("button")];
  const at = all.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || !all[to]) return;
  event.preventDefault();
  all[at].tabIndex = -1;
  all[to].tabIndex = 0;
  all[to].focus();
}
