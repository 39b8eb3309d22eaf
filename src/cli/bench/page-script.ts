/**
 * The page's script: draws each chart of the JSON in `#charts` with uPlot, as wide as the page. Plain
 * JavaScript, as it runs in the reader's browser.
 */
export const PAGE_SCRIPT = `
const COLORS = ["#1668c7", "#d1570b", "#1f8a4c", "#8b3fb0", "#b01e3c", "#0c8599", "#7a5b00", "#555"];
const charts = JSON.parse(document.getElementById("charts").textContent);
const place = document.getElementById("plots");
const ink = getComputedStyle(document.body).color;
const compact = (value) => value == null ? "-" : value.toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 4 });

function optionsOf(chart, width) {
  const labelled = chart.xTicks && new Map(chart.xTicks);
  const axis = { stroke: ink, grid: { stroke: "#8884" }, ticks: { stroke: "#8884" } };
  const isBars = chart.kind === "bars";
  return {
    title: chart.title,
    width,
    height: isBars ? 280 : 360,
    scales: {
      x: { time: false, distr: chart.xScale === "log" ? 3 : 1 },
      y: { distr: chart.yScale === "log" ? 3 : 1, ...(isBars ? { range: (_, low, high) => [0, high * 1.1 || 1] } : {}) },
    },
    axes: [
      {
        ...axis,
        label: chart.xLabel || undefined,
        ...(labelled ? {
          splits: (_, __, low, high) => [...labelled.keys()].filter((at) => at >= low && at <= high),
          values: (_, splits) => splits.map((at) => labelled.get(at)),
        } : {}),
      },
      { ...axis, label: chart.yLabel || undefined, size: 80, values: (_, splits) => splits.map((value) => value == null ? "" : compact(value)) },
    ],
    series: [
      { label: chart.xLabel || "", value: (_, value) => labelled?.get(value) ?? (labelled && !isBars && value != null ? compact(100 * (1 - 10 ** -value)) + " %" : compact(value)) },
      ...chart.series.map(({ label }, index) => ({
        label,
        stroke: COLORS[index % COLORS.length],
        width: isBars ? 0 : 2,
        spanGaps: !isBars,
        value: (_, value) => compact(value),
        ...(isBars ? { fill: COLORS[index % COLORS.length], paths: uPlot.paths.bars({ size: [0.6, 120] }), points: { show: false } } : { points: { show: chart.x.length < 50 } }),
      })),
    ],
  };
}

for (const chart of charts) {
  const element = place.appendChild(document.createElement("div"));
  element.className = "chart";
  const width = () => Math.max(300, Math.min(960, place.clientWidth));
  const plot = new uPlot(optionsOf(chart, width()), [chart.x, ...chart.series.map(({ values }) => values)], element);
  addEventListener("resize", () => plot.setSize({ width: width(), height: plot.height }));
}
`;
