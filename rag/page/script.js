// A click on a numbered chip scrolls the reading pane to its sentence, marks it and moves the focus there; Escape leads back.
(() => {
  const phone = window.matchMedia("(max-width: 760px)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let chip = null;

  const pane = () => document.getElementById("reading-scroll");

  function setSheet(open) {
    const column = document.getElementById("reading");
    const handle = column.querySelector(".sheet-handle");
    column.classList.toggle("open", open);
    handle.setAttribute("aria-expanded", String(open));
    // A closed sheet is out of sight: nothing in it may take the focus.
    pane().inert = phone.matches && !open;
  }

  function show(sentence) {
    for (const marked of document.querySelectorAll(".sentence.current")) {
      marked.classList.remove("current");
      marked.removeAttribute("aria-current");
    }
    sentence.classList.add("current");
    sentence.setAttribute("aria-current", "true");
    if (phone.matches) setSheet(true);
    const box = pane();
    const top = sentence.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    box.scrollTo({ top: top - box.clientHeight / 3, behavior: still.matches ? "auto" : "smooth" });
    sentence.focus({ preventScroll: true });
  }

  function follow(event, link) {
    const sentence = document.getElementById(link.getAttribute("href").slice(1));
    event.preventDefault();
    event.stopPropagation();
    if (!sentence) return;
    chip = link;
    show(sentence);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.cite");
    if (link) follow(event, link);
    else if (event.target.closest(".sheet-handle")) setSheet(!document.getElementById("reading").classList.contains("open"));
  }, true);

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("a.cite");
    if (link && event.key === " ") follow(event, link);
    if (event.key !== "Escape") return;
    if (phone.matches && document.getElementById("reading").classList.contains("open")) setSheet(false);
    if (chip && chip.isConnected && event.target.closest("#reading")) chip.focus();
  }, true);

  const ready = new MutationObserver(() => {
    if (!pane()) return;
    ready.disconnect();
    setSheet(false);
    phone.addEventListener("change", () => setSheet(false));
    new MutationObserver(() => { if (pane() && phone.matches) pane().inert = !document.getElementById("reading").classList.contains("open"); })
      .observe(document.getElementById("article-pane"), { childList: true, subtree: true });
  });
  ready.observe(document.documentElement, { childList: true, subtree: true });
})();
