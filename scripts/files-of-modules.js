// Into which file of the package each module of the library goes. Bundlers split programs between files and not within one, so that a page can load
// later only what lies in a file of its own:
//   what `train` needs at once: "core", and apart from it those modules that load parts, by the depth of what they load;
//   a file for each part that is loaded later, and one for what the same parts share;
//   the rest: "files" for the formats of files, "library".
// By way of static and of dynamic imports no file needs itself, whereby a bundler sees which parts a page cannot reach.
import { basename } from "node:path";

/** Characters from which on what several parts share is a file of its own. Less is not worth a request, and goes with what is needed at once. */
const leastShared = 5000;
/** Parts that fits with the defaults load: what none of them needs never goes with what is needed at once. */
const usualParts = /(compare-by-leave-one-out|compare-by-split|kernel-weight-newton|blocks-from-sample)\.js$/;

/**
 * The name of the file for every module.
 * @param first the module that a page loads at once
 * @param infoOf what a bundler knows of a module: importedIds, dynamicallyImportedIds, code
 */
export function filesOfModules(first, infoOf) {
  const core = closureOf(first, infoOf);
  const depthOf = depths(infoOf);
  const partsOfModule = partsOf(core, infoOf);
  const files = new Map();
  let count = 0;
  // What more parts share comes first: it is what the others need.
  for (const share of sharesOf(partsOfModule, depthOf).sort((a, b) => b.parts.length - a.parts.length)) {
    const alone = share.parts.length === 1;
    if (goesAlong(share, core, infoOf)) for (const module of share.modules) core.add(module);
    else count += alone ? 0 : 1;
    const file = alone ? basename(share.parts[0], ".js") : `for-${share.parts.length}-parts-${count}`;
    for (const module of share.modules) files.set(module, file);
  }
  for (const module of core) files.set(module, depthOf(module) > 0 ? `training-${depthOf(module)}` : "core");
  return (module) => (files.has(module) ? files.get(module) : /dist\/formats/.test(module) ? "files" : "library");
}

/** All modules that one imports without waiting, itself included. */
function closureOf(root, infoOf) {
  const closure = new Set([root]);
  for (const module of closure) for (const needed of infoOf(module).importedIds) closure.add(needed);
  return closure;
}

/** For each module beyond the core that is loaded later, or needed by one that is, the modules by whose loading it comes. */
function partsOf(core, infoOf) {
  const parts = new Map();
  const reached = new Set(core);
  for (const module of reached) {
    for (const part of infoOf(module).dynamicallyImportedIds) {
      for (const needed of closureOf(part, infoOf)) {
        reached.add(needed);
        if (!core.has(needed)) parts.set(needed, new Set([...(parts.get(needed) ?? []), part]));
      }
    }
  }
  return parts;
}

/** How many loads can follow one another from a module on. */
function depths(infoOf) {
  const known = new Map();
  return function depthOf(module) {
    if (!known.has(module)) {
      known.set(module, 0);
      const { importedIds, dynamicallyImportedIds } = infoOf(module);
      const loads = dynamicallyImportedIds.map((part) => 1 + depthOf(part));
      known.set(module, Math.max(0, ...importedIds.map(depthOf), ...loads));
    }
    return known.get(module);
  };
}

/** The modules of one depth that the same parts need, with these parts. */
function sharesOf(partsOfModules, depthOf) {
  const shares = new Map();
  for (const [module, needing] of partsOfModules) {
    const parts = [...needing].sort();
    const key = [...parts, depthOf(module)].join();
    const share = shares.get(key) ?? { parts, modules: [] };
    share.modules.push(module);
    shares.set(key, share);
  }
  return [...shares.values()];
}

/** Whether a share is small and needs no further file. A part itself stays a file, because whoever loads one has all that the file shows. */
function goesAlong({ parts, modules }, core, infoOf) {
  const size = modules.reduce((sum, module) => sum + infoOf(module).code.length, 0);
  const needed = modules.flatMap((module) => infoOf(module).importedIds);
  return (
    parts.length > 1 &&
    parts.some((part) => usualParts.test(part)) &&
    size < leastShared &&
    !modules.some((module) => parts.includes(module)) &&
    needed.every((module) => core.has(module) || modules.includes(module))
  );
}
