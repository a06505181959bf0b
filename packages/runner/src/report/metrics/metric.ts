/** One figure with what it is about. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge: a figure that goes up and down. */
export interface Metric {
  /** Ends with its unit, where it has one: `_seconds`, `_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Text for the textfile collector of node_exporter, and for anything else that reads Prometheus' format. */
export function renderPrometheus(metrics: readonly Metric[]): string {
  return metrics
    .flatMap((metric) => [
      `# HELP ${metric.name} ${escapeHelp(metric.help)}`,
      `# TYPE ${metric.name} gauge`,
      ...lines(metric),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

/** OpenMetrics 1.0: the same with units, and an end. */
export function renderOpenMetrics(metrics: readonly Metric[]): string {
  return [
    ...metrics.flatMap((metric) => [
      `# TYPE ${metric.name} gauge`,
      ...unitLines(metric.name),
      `# HELP ${metric.name} ${escapeLabel(metric.help)}`,
      ...lines(metric),
    ]),
    "# EOF",
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function unitLines(name: string): readonly string[] {
  const unit = /_(seconds|bytes)$/.exec(name)?.[1];
  return unit === undefined ? [] : [`# UNIT ${name} ${unit}`];
}

function lines({ name, samples }: Metric): readonly string[] {
  return samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
    return `${name}{${pairs.join(",")}} ${value}`;
  });
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
