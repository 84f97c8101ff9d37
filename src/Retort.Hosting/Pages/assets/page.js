// The part of the page that changes is written by the server; this only puts it in its place.
const live = document.getElementById("live");
if (live) {
  const connection = document.getElementById("connection");
  const tell = (state, text) => {
    connection.dataset.state = state;
    connection.textContent = text;
  };
  const stream = new EventSource(live.dataset.stream);
  stream.addEventListener("open", () => tell("live", "live"));
  stream.addEventListener("error", () => tell("lost", "not connected, trying again"));
  stream.addEventListener("status", (event) => {
    if (event.lastEventId === live.dataset.version) {
      return;
    }
    live.dataset.version = event.lastEventId;
    const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const place = live.querySelector(".picture")?.scrollLeft ?? 0;
    live.innerHTML = event.data;
    live.querySelector(".picture")?.scrollTo({ left: place });
    if (focused) {
      live.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  });
}
