// Before the page is drawn: the reader's own choice of light or dark, where there is one.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // A page that was opened as a file may have no storage.
  }
})();
