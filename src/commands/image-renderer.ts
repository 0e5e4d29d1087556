/** Draws charts as PNG with Chart.js on node-canvas, which is optional: where it is not built, that is told with what builds it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { messageOf } from '../errors.ts';
import { configOf, FAMILY, sizeOf } from '../report/charts/chartjs.ts';
import type { ChartSpec } from '../report/charts/spec.ts';

/** The part of chartjs-node-canvas that is used; its own types are only there where it is installed. */
interface Canvas {
  renderToBuffer(configuration: unknown): Promise<Buffer>;
  registerFont(path: string, options: { readonly family: string; readonly weight: string }): void;
}
type CanvasClass = new (options: {
  readonly width: number;
  readonly height: number;
  readonly backgroundColour: string;
}) => Canvas;

export interface ImageRenderer {
  /** The version of node-canvas. */
  readonly version: string;
  draw(spec: ChartSpec): Promise<Buffer>;
}
/** Why no image can be drawn, and what to do about it. */
export interface NoImages {
  readonly reason: string;
  readonly remedy: string;
}

const PACKAGES = 'build-essential pkg-config python3 libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev fonts-dejavu-core';
const APT = `apt-get install -y --no-install-recommends ${PACKAGES}`;
const BUILD = `${APT} && npm run images:build`;
/** Registered by name, so that images do not depend on what else is installed; without them a font of the system is taken. */
const FONTS = [
  { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', weight: 'normal' },
  { path: '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf', weight: 'bold' },
] as const;

/** `load`: as `require` does, which throws where a package or its binary is not there. */
export function openRenderer(load: (name: string) => unknown = createRequire(import.meta.url)): ImageRenderer | NoImages {
  try {
    const { version } = load('canvas') as { readonly version: string };
    const { ChartJSNodeCanvas } = load('chartjs-node-canvas') as { readonly ChartJSNodeCanvas: CanvasClass };
    return { version, draw: drawing(ChartJSNodeCanvas) };
  } catch (error) {
    return lackOf(error);
  }
}

function lackOf(error: unknown): NoImages {
  const [said] = messageOf(error).split('\n');
  if (/^Cannot find module '(canvas|chartjs-node-canvas|chart\.js\S*)'/.test(said ?? ''))
    return {
      reason: `optional packages are not installed (${said})`,
      remedy: `${APT} && npm ci --include=optional && npm run images:build`,
    };
  if (said?.includes('canvas.node') === true) return { reason: 'canvas is not built', remedy: BUILD };
  return { reason: `canvas cannot be loaded (${said})`, remedy: BUILD };
}

/** One instance a size, made when it is first wanted: another for every chart would keep megabytes each. */
function drawing(Canvas: CanvasClass): ImageRenderer['draw'] {
  const instances = new Map<string, Canvas>();
  return async (spec) => {
    const size = sizeOf(spec);
    const key = `${size.width} ${size.height}`;
    const instance = instances.get(key) ?? instanceOf(Canvas, size);
    instances.set(key, instance);
    return await instance.renderToBuffer(configOf(spec));
  };
}

function instanceOf(Canvas: CanvasClass, size: ReturnType<typeof sizeOf>): Canvas {
  const instance = new Canvas({ ...size, backgroundColour: '#ffffff' });
  for (const { path, weight } of FONTS) if (existsSync(path)) instance.registerFont(path, { family: FAMILY, weight });
  return instance;
}
