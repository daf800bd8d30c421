// The preview draws itself anew when the author saves a file; the place on the page stays.
const { version, versionUrl } = document.body.dataset;
const PAUSE = 2000;

async function watch() {
  for (;;) {
    try {
      const answer = await fetch(`${versionUrl}?seen=${version}`, { cache: "no-store" });
      const now = await answer.json();
      if (String(now.version) !== version) return location.reload();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE)); // the preview was stopped, or starts again
    }
  }
}
watch();
