// Keys for people who work through lists, and the focus after a page came without a reload. The pages work without this file.
(function () {
  "use strict";
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("a.row")); }
  function typing(target) { return target.closest("input, select, textarea") !== null; }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) { return; }
    if (event.key === "/") {
      var search = document.getElementById("search");
      if (search) { search.focus(); search.select(); event.preventDefault(); }
    } else if (event.key === "j" || event.key === "k") {
      var all = rows();
      if (all.length === 0) { return; }
      var at = all.indexOf(document.activeElement);
      var next = event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
      all[next].focus();
      event.preventDefault();
    }
  });
  // A page that came without a reload is begun at its start, as a loaded one is.
  document.addEventListener("htmx:afterSettle", function (event) {
    var config = event.detail.requestConfig;
    if (config && config.boosted) {
      var main = document.getElementById("main");
      if (main && !document.activeElement.closest("main")) { main.focus({preventScroll: true}); }
      window.scrollTo(0, 0);
    }
  });
})();
