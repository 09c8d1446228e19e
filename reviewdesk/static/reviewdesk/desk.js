// Keys, drafts, toasts and the state of the connection. Pages say what they want by data attributes:
//   data-key="n"        a key that clicks, focuses or submits this element
//   data-list           a list whose [data-row] children j/k walk through; Enter follows data-href, or the
//                        first link of a row whose data-href is empty
//   data-row-key="o"    a key that clicks this button of the row under the cursor
//   data-check-all      a checkbox that ticks all others of its form
//   data-draft="name"   a form whose text survives until a message tagged draft:name arrives
//   data-keep="url"      the same form: its note is also kept on the desk, for another computer or colleague
//   data-kept="name"     the note of that form as the desk has kept it
//   data-sheet           a table of fields: arrow keys go up and down, = takes over the field to the left
//   data-unfold="a b"    a button that unfolds the filters of its form, on a phone; unfolded at first
//                        where one of these (or any) is set
//   data-open="id"      a button that opens the dialog of this id
//   data-after="2"      a part whose form is sent after so many seconds without a key or a click
//   data-lasts="8"      a toast that leaves after so many seconds
(() => {
  const all = (selector, root = document) =>
    [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const openDialog = () => document.querySelector("dialog[open]");

  // --- keys ---------------------------------------------------------------
  const typing = (target) =>
    target.isContentEditable ||
    target.matches?.("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const actsByItself = (event) => event.key === "Enter" && event.target.matches?.("a, button, summary");

  function press(element) {
    if (element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) {
      element.focus();
      element.select?.();
    } else element.click();
  }

  function walk(list, step) {
    const rows = all("[data-row]", list);
    const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    if (!next) return;
    rows[here]?.setAttribute("aria-current", "false");
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
  }

  const selectedRow = () => document.querySelector('[data-row][aria-current="true"]');
  const hrefOf = (row) => row?.dataset.href || (row?.matches("[data-href]") && row.querySelector("a").href);

  function listKey(event) {
    const list = document.querySelector("[data-list]");
    if (!list || openDialog()) return false;
    if (event.key === "j" || event.key === "ArrowDown") walk(list, 1);
    else if (event.key === "k" || event.key === "ArrowUp") walk(list, -1);
    else if (event.key === "Enter" && hrefOf(selectedRow())) location.assign(hrefOf(selectedRow()));
    else if (event.key === "x") selectedRow()?.querySelector("input[type=checkbox]")?.click();
    else {
      const key = CSS.escape(event.key.toLowerCase());
      const button = selectedRow()?.querySelector(`[data-row-key="${key}"]`);
      if (!button) return false;
      button.click();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (typing(event.target)) return;
    if (awaited) {
      // Keys are quicker than a dialog that is still on its way: they are meant for it.
      if (event.key === "Escape") forgetDialog();
      else early.push(event.key);
    } else if (actsByItself(event) || (!pressKey(event.key) && !listKey(event))) return;
    event.preventDefault();
  });

  function pressKey(key) {
    // What a closed menu holds is not seen, and can be pressed all the same.
    const reached = (one) => one.checkVisibility() || one.closest("details.menu");
    const wanted = all(`[data-key="${CSS.escape(key.toLowerCase())}"]`, openDialog() || document);
    const first = wanted.find((one) => !one.disabled && reached(one));
    if (first) press(first);
    return Boolean(first);
  }

  // --- dialogs that come after their page ---------------------------------------
  const MOST_AWAITED = 8000; // milliseconds; a page must not swallow keys for ever
  let awaited = "";
  let early = [];
  const forgetDialog = () => ([awaited, early] = ["", []]);

  function showDialog(id) {
    const dialog = document.getElementById(id);
    if (!dialog) {
      awaited = id;
      setTimeout(() => awaited === id && forgetDialog(), MOST_AWAITED);
      return;
    }
    const keys = early;
    forgetDialog();
    dialog.showModal();
    keys.forEach(pressKey);
  }
  ["htmx:sendError", "htmx:responseError"].forEach((kind) => document.addEventListener(kind, forgetDialog));

  // --- a sheet of fields ------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-sheet] td");
    if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = (one) => one?.querySelector("input:not([type=hidden])");
    const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    const beside = step && field(cell.parentElement[step]?.cells[cell.cellIndex]);
    const left = event.key === "=" && field(cell.previousElementSibling);
    if (beside) {
      beside.focus();
      beside.select();
    } else if (left) {
      event.target.value = left.value;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    } else return;
    event.preventDefault();
  });

  // --- dialogs, menus, theme, selects that send their form ------------------
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) showDialog(opener.dataset.open);
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog, .toast")?.[closer.closest("dialog") ? "close" : "remove"]();
    if (event.target.matches("dialog")) event.target.close();
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    const row = event.target.closest("[data-row][data-href]");
    if (row && !event.target.closest("a, button, input, label, summary")) location.assign(hrefOf(row));
    all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
    if (event.target.matches("[data-check-all]"))
      all("input[type=checkbox]", event.target.form).forEach((box) => (box.checked = event.target.checked));
  });

  // --- giving a case to somebody: by dragging it onto them, or by G on its row -------
  const giveForm = () => document.getElementById("give-form");
  document.addEventListener("dragstart", (event) => {
    const part = event.target.closest?.("[data-drag]");
    if (part) event.dataTransfer.setData("text/x-case", part.dataset.drag);
  });
  ["dragover", "dragleave", "drop"].forEach((kind) =>
    document.addEventListener(kind, (event) => {
      const seat = event.target.closest?.("[data-drop]");
      if (!seat || !event.dataTransfer.types.includes("text/x-case")) return;
      seat.classList.toggle("is-over", kind === "dragover");
      if (kind !== "dragleave") event.preventDefault();
      if (kind !== "drop") return;
      giveForm().action = event.dataTransfer.getData("text/x-case");
      giveForm().elements.to.value = seat.dataset.drop;
      giveForm().requestSubmit();
    }),
  );
  document.addEventListener("click", (event) => {
    const giving = event.target.closest("[data-give]");
    if (!giving) return;
    giveForm().action = giving.dataset.give;
    document.getElementById("give").showModal();
  });
  // What comes again by itself keeps the row under the cursor.
  let under = "";
  document.addEventListener("htmx:beforeSwap", () => (under = hrefOf(selectedRow()) || ""));
  document.addEventListener("htmx:afterSettle", () => {
    const same = all("[data-row]").find((row) => hrefOf(row) === under);
    if (under && same && !selectedRow()) same.setAttribute("aria-current", "true");
  });

  function switchTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  }

  // --- drafts ---------------------------------------------------------------
  const draftKey = (form) => `draft:${form.dataset.draft}`;
  const drafted = (form) =>
    all("input:not([type=hidden]):not([type=file]):not([type=password]), textarea, select", form).filter(
      (field) => field.name,
    );

  function keepDraft(form) {
    const kept = drafted(form).map((field) =>
      /radio|checkbox/.test(field.type) ? field.checked : field.value,
    );
    sessionStorage.setItem(draftKey(form), JSON.stringify(kept));
  }

  function restoreDraft(form) {
    const kept = JSON.parse(sessionStorage.getItem(draftKey(form)) || "null");
    if (!kept || form.dataset.restored) return;
    form.dataset.restored = "yes";
    drafted(form).forEach((field, index) => {
      if (kept[index] === undefined) return;
      if (/radio|checkbox/.test(field.type)) field.checked = kept[index];
      else field.value = kept[index];
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  let sending;
  const sendDraft = (form) => {
    clearTimeout(sending);
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    const body = new URLSearchParams({ note: form.elements.note.value });
    fetch(form.dataset.keep, { method: "POST", headers, body, keepalive: true }).catch(() => note(true));
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    keepDraft(form);
    if (!form.dataset.keep || event.target !== form.elements.note) return;
    clearTimeout(sending);
    sending = setTimeout(() => sendDraft(form), 1500);
  });
  document.addEventListener("submit", () => clearTimeout(sending), true);

  function restoreKept(part) {
    const form = document.querySelector(`form[data-draft="${CSS.escape(part.dataset.kept)}"]`);
    if (!form || form.elements.note.value) return;
    form.elements.note.value = part.textContent;
    keepDraft(form);
  }

  // --- a group of fields that belongs to one choice ---------------------------
  function showFields(form) {
    const chosen = form.querySelector("[data-choice]:checked")?.value;
    all("[data-for]", form).forEach((part) => {
      part.hidden = !part.dataset.for.split(" ").includes(chosen);
      all("input, select, textarea", part).forEach((field) => (field.disabled = part.hidden));
    });
  }

  // --- files and filters ------------------------------------------------------
  // What a file field says comes from the page, not from the browser's language.
  function nameFile(field) {
    if (field.closest(".file")) return;
    const part = document.getElementById("file-field").content.firstElementChild.cloneNode(true);
    const words = part.querySelector(".clip");
    const nothing = words.textContent;
    field.replaceWith(part);
    part.prepend(field);
    field.addEventListener("change", () => {
      words.textContent = [...field.files].map((file) => file.name).join(", ") || nothing;
    });
  }

  // On a phone filters are folded, unless one is set; a span of weeks always is.
  const isSet = (field) =>
    field.name && field.type !== "hidden" && field.value && (!field.options || field.selectedIndex > 0);
  const asksFor = (button) =>
    [...button.form.elements].some(
      (field) => isSet(field) && (!button.dataset.unfold || button.dataset.unfold.split(" ").includes(field.name)),
    );
  function unfold(button, open) {
    button.form.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", open);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unfold]");
    if (button) unfold(button, !button.form.classList.contains("is-open"));
  });

  // --- toasts -----------------------------------------------------------------
  function settle(root) {
    all("[data-tags]", root).forEach((toast) => {
      (toast.dataset.tags || "").split(" ").forEach((tag) => {
        if (tag.startsWith("draft:")) sessionStorage.removeItem(tag);
      });
      if (toast.dataset.lasts) setTimeout(() => toast.remove(), Number(toast.dataset.lasts) * 1000);
    });
    all("input[type=file]", root).forEach(nameFile);
    all("[data-unfold]", root).forEach((button) => unfold(button, asksFor(button)));
    all(".tabs > [aria-current]", root).forEach((tab) => {
      tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 40;
    });
    all("form[data-draft]", root).forEach(restoreDraft);
    all("[data-kept]", root).forEach(restoreKept);
    all("form[data-fields]", root).forEach(showFields);
    if (awaited && document.getElementById(awaited)) showDialog(awaited);
    all("dialog[data-open-now]", root).forEach((dialog) => dialog.open || dialog.showModal());
    all("[data-after]", root).forEach(sendLater);
    if (root === document) walkToFirst();
  }

  // The next case comes by itself, unless the person does anything first.
  // htmx announces the whole page as loaded too: the form must still be sent only once.
  function sendLater(part) {
    if (part.dataset.counting) return;
    part.dataset.counting = "yes";
    const timer = setTimeout(() => part.querySelector("form").requestSubmit(), part.dataset.after * 1000);
    ["keydown", "pointerdown"].forEach((kind) =>
      document.addEventListener(kind, () => clearTimeout(timer), { once: true, capture: true }),
    );
  }

  // Without scrolling: a page that was just opened stands still.
  function walkToFirst() {
    const first = document.querySelector("[data-list] [data-row]");
    if (first && !selectedRow()) first.setAttribute("aria-current", "true");
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-fields]") || event.target;
    if (form.matches?.("form[data-fields]")) showFields(form);
  });
  document.addEventListener("DOMContentLoaded", () => settle(document));
  document.addEventListener("htmx:load", (event) => settle(event.detail.elt));

  // --- words that are cut off say themselves in full on hover --------------------
  document.addEventListener("pointerover", (event) => {
    const cut = event.target.closest?.(".clip, .queue td, .queue .chip");
    if (cut && !cut.title && cut.scrollWidth > cut.clientWidth) cut.title = cut.textContent.trim();
  });

  // --- connection and session ---------------------------------------------------
  const note = (lost) => {
    const line = document.getElementById("connection");
    if (line) line.hidden = !lost;
  };
  // Without a connection a form would leave for the browser's own error page.
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
      note(true);
    },
    true,
  );
  addEventListener("offline", () => note(true));
  addEventListener("online", () => note(false));
  document.addEventListener("htmx:sendError", () => note(true));
  document.addEventListener("htmx:afterOnLoad", () => note(false));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const landed = event.detail.xhr.responseURL;
    const login = document.body.dataset.login;
    if (login && landed && new URL(landed).pathname === login) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
})();
