import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

const folder = join(import.meta.dirname, "screenshots");

/**
 * The share of pixels in which a screenshot differs from the one that is kept (fonts differ a little between machines). Where none is
 * kept, or with UPDATE_SCREENSHOTS=1, this one is kept from now on. A screenshot that differs lies beside it as NAME.now.png.
 */
export async function changedShare(name: string, screenshot: Buffer): Promise<number> {
  const path = join(folder, `${name}.png`);
  if (!existsSync(path) || process.env.UPDATE_SCREENSHOTS) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, screenshot);
    return 0;
  }
  const [kept, now] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(screenshot)];
  const differs = kept.width !== now.width || Math.abs(kept.height - now.height) > 40;
  const height = Math.min(kept.height, now.height);
  const share = differs
    ? 1
    : pixelmatch(cropped(kept, height), cropped(now, height), undefined, now.width, height, { threshold: 0.2 }) /
      (now.width * height);
  if (share > 0.01) writeFileSync(join(folder, `${name}.now.png`), screenshot);
  return share;
}

const cropped = ({ data, width }: PNG, height: number) => data.subarray(0, 4 * width * height);
