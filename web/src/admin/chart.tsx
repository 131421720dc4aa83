import type { JSX } from 'preact';

const [width, height] = [240, 56];

/** Fewer points than this leave the left of the drawing free. */
const fewest = 30;

/** Where the points lie on a drawing of 240 × 56: the newest at the right edge, 0 at the bottom. */
export function lineOf(points: readonly number[], most: number): string {
  const step = width / (Math.max(points.length, fewest) - 1);
  return points.map((value, i) => {
    const x = width - (points.length - 1 - i) * step;
    return `${x.toFixed(1)},${(height - 2 - (most <= 0 ? 0 : value / most) * (height - 6)).toFixed(1)}`;
  }).join(' ');
}

export function Chart({ points, label }: { points: readonly number[]; label: string }): JSX.Element {
  const most = Math.max(...points, 0);
  const line = lineOf(points, most);
  const first = line.split(',')[0];
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <line class="chart-ground" x1="0" x2={width} y1={height - 1} y2={height - 1} vector-effect="non-scaling-stroke" />
      {points.length > 1 && <polygon class="chart-area" points={`${first},${height - 1} ${line} ${width},${height - 1}`} />}
      {points.length > 1 && <polyline class="chart-line" points={line} vector-effect="non-scaling-stroke" />}
    </svg>
  );
}
