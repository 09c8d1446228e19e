// Days, moments and hours: data-pick="date", "datetime-local" or "time" on a text field.
// A native field writes a day as the browser's own language would, 11/08/2026 or 08/11/2026, whatever
// the page speaks. Here it is typed in one notation; a calendar stands beside it where there is one.
(() => {
  const NOTATIONS = {
    date: ["\\d{4}-\\d\\d-\\d\\d", "2026-11-08", "day"],
    "datetime-local": ["\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d", "2026-11-08 16:30", "moment"],
    time: ["([01]\\d|2[0-3]):[0-5]\\d(:00)?", "16:30", "hour"],
  };
  const DAY = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?(?:[\sT]*(\d{1,2})[:：](\d\d))?\s*$/;

  // 2026/1/8, 2026年1月8日 and 20260108 are days too.
  function spellOut(field) {
    const found = field.dataset.pick !== "time" && field.value.match(DAY);
    if (!found) return;
    const [year, month, day, hour, minute] = found.slice(1).map((part) => part?.padStart(2, "0"));
    field.value = `${year}-${month}-${day}${hour ? ` ${hour}:${minute}` : ""}`;
  }

  function addPicker(field) {
    const kind = field.dataset.pick;
    const [pattern, example, name] = NOTATIONS[kind];
    const template = document.getElementById("picker");
    const placeholder = template.dataset[name];
    Object.assign(field, { pattern, placeholder, autocomplete: "off", size: example.length + 1 });
    field.title ||= `${template.dataset.like} ${example}`;
    if (kind === "time" || !HTMLInputElement.prototype.showPicker || field.closest(".pick")) return;
    const part = template.content.firstElementChild.cloneNode(true);
    const [button, native] = part.children;
    native.type = kind;
    field.replaceWith(part);
    part.prepend(field);
    button.addEventListener("click", () => {
      native.value = field.value.replace(" ", "T");
      native.showPicker();
    });
    native.addEventListener("change", () => {
      field.value = native.value.replace("T", " ");
      ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
    });
  }

  const settle = (root) => root.querySelectorAll("[data-pick]").forEach(addPicker);
  document.addEventListener("DOMContentLoaded", () => settle(document));
  document.addEventListener("htmx:load", (event) => settle(event.detail.elt.parentElement || document));
  document.addEventListener("change", (event) => event.target.matches("[data-pick]") && spellOut(event.target), true);
})();
