import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Findings } from "./report.ts";
import { spreadOf } from "./statistics.ts";

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const WIDTH = 960;
const ROW_HEIGHT = 26;

/** Bars of the CPU time of each contestant as a ratio to the first one, as an SVG document. */
export function ratioChart({ costs, disciplines, ran }: Findings): string {
  const limit = ran[0]?.name ?? "";
  const names = ran.map(({ name }) => name).toReversed();
  const height = 120 + names.length * disciplines.length * ROW_HEIGHT * 0.6;
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  const median = (discipline: string, name: string): number =>
    spreadOf((costs.get(discipline)?.get(name) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds)).median;
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: {
      text: `CPU time of the server as a ratio to ${limit} (logarithmic, less is better)`,
      left: 10,
      top: 8,
    },
    legend: { top: 36, left: 10, itemGap: 40 },
    grid: { left: 190, right: 60, top: 76, bottom: 30 },
    xAxis: { type: "log", logBase: 2, min: 0.5 },
    yAxis: { type: "category", data: names },
    series: disciplines.map(({ name: discipline }) => ({
      name: discipline,
      type: "bar",
      label: { show: true, position: "right", fontSize: 10 },
      data: names.map((name) => {
        const ratio = median(discipline, name) / median(discipline, limit);
        return Number.isFinite(ratio) ? Number(ratio.toFixed(2)) : "-";
      }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
