// The map beside the list of targets: an addition, drawn once it comes into view. Every dot stands for lines of the list.
// Where the page assets were never collected there is no map, and nothing else is missing.

const MILE = 1609.344;
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
  }).addTo(map));
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
  const seen = drawn.map.getBounds();
  for (const outline of near) {
    outline.addTo(drawn.map).bringToBack();
    const its = outline.getBounds();
    if (!seen.intersects(its)) continue;
    const middle = (Math.max(seen.getWest(), its.getWest()) + Math.min(seen.getEast(), its.getEast())) / 2;
    const [county] = outline.getLayers();
    L.tooltip({ permanent: true, direction: "top", className: "map-county", interactive: false })
      .setLatLng([Math.max(seen.getSouth(), its.getSouth()), middle])
      .setContent(county.feature.properties.name)
      .addTo(drawn.map);
  }
}

// One dot for all lines of one ZIP code; pressing it goes to the first of them.
function showTargets() {
  const { L } = window;
  drawn.dots.clearLayers();
  drawn.bySpot.clear();
  for (const line of document.querySelectorAll("[data-place]")) {
    const key = spot(line).join();
    drawn.bySpot.set(key, [...(drawn.bySpot.get(key) ?? []), line]);
  }
  for (const [key, lines] of drawn.bySpot) {
    const dot = L.circleMarker(spot(lines[0]), { radius: 6 + Math.min(lines.length, 8), className: "map-target" });
    const names = lines.map((line) => line.querySelector("[data-line-title]").firstElementChild.textContent);
    const words = document.createElement("span");
    words.textContent = names.join(", ");
    dot.bindTooltip(words).addTo(drawn.dots);
    dot.on("click", () => {
      const title = lines[0].querySelector("[data-line-title]").firstElementChild;
      title.focus();
      lines[0].scrollIntoView({ block: "center" });
    });
    drawn.bySpot.set(key, { dot, lines });
  }
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
