// The map beside the list of targets: an addition, drawn once it comes into view. Every dot stands for lines of the list.
// Where the page assets were never collected there is no map, and nothing else is missing.

const MILE = 1609.344;
const NAMED = 6; // so many names stand beside a dot
const card = document.querySelector("[data-map-card]");
const place = document.getElementById("map");
let drawn; // Leaflet's map, the layer of dots, and each dot with its lines by its place

function loaded(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = resolve;
    element.onerror = () => reject(new Error("not collected"));
    document.head.append(element);
  });
}

function spot(element) {
  return [Number(element.dataset.latitude), Number(element.dataset.longitude)];
}

async function draw() {
  await loaded("link", { rel: "stylesheet", href: place.dataset.leafletStyle });
  await loaded("script", { src: place.dataset.leaflet });
  await loaded("script", { src: place.dataset.topojson });
  const { L } = window;
  const clinics = [...place.querySelectorAll("[data-clinic]")];
  const map = L.map(place, { attributionControl: false, zoomSnap: 0.5, minZoom: 5, maxZoom: 13, scrollWheelZoom: false });
  const reaches = clinics.map((clinic) =>
    L.circle(spot(clinic), { radius: clinic.dataset.miles * MILE, className: "map-reach", interactive: false }));
  const bounds = reaches.reduce((all, reach, at) =>
    all.extend(L.latLng(spot(clinics[at])).toBounds(reach.getRadius() * 2)), L.latLngBounds([]));
  map.fitBounds(bounds);
  reaches.forEach((reach) => reach.addTo(map));
  clinics.forEach((clinic) => L.marker(spot(clinic), {
    icon: L.divIcon({ className: "map-clinic", iconSize: [12, 12] }), keyboard: false, interactive: false,
  }).bindTooltip(clinic.dataset.clinic, { permanent: true, direction: "top", className: "map-name" }).addTo(map));
  drawn = { map, dots: L.layerGroup().addTo(map), bySpot: new Map() };
  showTargets();
  showOutlines(bounds.pad(1));
}

async function showOutlines(bounds) {
  const { L, topojson } = window;
  const atlas = await (await fetch(place.dataset.outlines)).json();
  const near = topojson.feature(atlas, atlas.objects.counties).features
    .map((county) => L.geoJSON(county, { className: "map-outline", interactive: false }))
    .filter((outline) => bounds.intersects(outline.getBounds()));
  near.forEach((outline) => outline.addTo(drawn.map).bringToBack());
}

// One dot for all lines of one ZIP code; pressing it goes to the first of them. Small ones are beyond the hours.
function showTargets() {
  const { L } = window;
  drawn.dots.clearLayers();
  drawn.bySpot.clear();
  for (const line of document.querySelectorAll("[data-place]")) {
    const key = spot(line).join();
    drawn.bySpot.set(key, [...(drawn.bySpot.get(key) ?? []), line]);
  }
  for (const [key, lines] of drawn.bySpot) {
    const shown = lines.filter((line) => line.dataset.place !== "beyond");
    const dot = L.circleMarker(spot(lines[0]), {
      radius: shown.length ? 6 + Math.min(shown.length, 6) : 4,
      className: shown.length ? "map-target" : "map-beyond",
    });
    const words = document.createElement("span");
    words.textContent = lines.slice(0, NAMED).map((line) => line.dataset.name).join(", ");
    if (lines.length > NAMED) words.textContent += ` and ${lines.length - NAMED} more`;
    dot.bindTooltip(words).addTo(drawn.dots);
    dot.on("click", () => goTo(lines[0]));
    drawn.bySpot.set(key, { dot, lines });
  }
}

function goTo(line) {
  const folded = line.closest("details");
  if (folded) folded.open = true;
  line.querySelector("[data-line-title] > *").focus();
  line.scrollIntoView({ block: "center" });
}

// The line that has the pointer or the focus stands out on the map.
function point(event) {
  if (!drawn) return;
  const line = event.target.closest?.("[data-place]");
  for (const { dot, lines } of drawn.bySpot.values()) {
    dot.getElement()?.classList.toggle("map-target-here", lines.includes(line));
  }
}

if (card) {
  card.hidden = false;
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    draw().catch(() => { card.hidden = true; });
  }).observe(place);
  document.addEventListener("htmx:afterSettle", () => { if (drawn) showTargets(); });
  document.addEventListener("focusin", point);
  document.addEventListener("mouseover", point);
}
