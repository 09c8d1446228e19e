// The queue follows what happens elsewhere: changed rows are drawn anew in their places, new ones
// come in above when the person asks for them. What is under the cursor never moves by itself.
(() => {
  const rows = () => [...document.querySelectorAll("#rows > [data-mark]")];

  // Nobody looks: nothing is asked. Else the server learns what the page shows and says.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("[data-live]")) return;
    if (document.hidden) return event.preventDefault();
    const told = event.detail.elt.querySelector("[data-told]");
    event.detail.parameters.set("rows", rows().map((row) => `${row.id.slice(5)}:${row.dataset.mark}`).join());
    event.detail.parameters.set("told", told ? told.dataset.told : "0,0");
  });
  document.addEventListener("visibilitychange", () => {
    const news = document.querySelector("[data-live]");
    if (!document.hidden && news) htmx.trigger(news, "look");
  });

  // A row drawn anew keeps the cursor, the tick and the focus.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const before = event.detail.target;
    const after = event.detail.fragment.querySelector?.("[data-mark]");
    if (!after || !before.matches("[data-mark]")) return;
    if (before.getAttribute("aria-current") === "true") after.setAttribute("aria-current", "true");
    const [was, is] = [before, after].map((row) => row.querySelector("input[type=checkbox]"));
    if (was && is) is.checked = was.checked;
    if (before.contains(document.activeElement)) {
      const held = document.activeElement.matches("input") ? "input" : "a";
      setTimeout(() => document.getElementById(after.id)?.querySelector(held)?.focus());
    }
  });

  // A row that comes in above leaves its old place; the row under the cursor stays in sight.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "rows") return;
    const page = new DOMParser().parseFromString(`<table>${event.detail.xhr.responseText}</table>`, "text/html");
    page.querySelectorAll("tr[data-mark]").forEach((row) => document.getElementById(row.id)?.remove());
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "rows")
      document.querySelector('#rows > [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  });

  // The calm mark of a changed row goes when the person comes to it.
  const seen = (event) => event.target.closest?.("#rows > .is-fresh")?.classList.remove("is-fresh");
  document.addEventListener("pointerover", seen);
  document.addEventListener("focusin", seen);
})();
