// The application lives at the root: without this Streamlit first looks for itself below each page's own address.
window.__streamlit = { BACKEND_BASE_URL: `${location.origin}/`, MAIN_PAGE_BASE_URL: `${location.origin}/` };

// Links of the menu change the page without loading the application again: Streamlit follows the history.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-inside]") : null;
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  window.dispatchEvent(new PopStateEvent("popstate"));
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
});

// The language of the document follows the address, back and forward included.
window.addEventListener("popstate", () => {
  document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "es";
});
