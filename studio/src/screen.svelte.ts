import { innerWidth } from "svelte/reactivity/window";

/** Pixels up to which one thing stands below another: pictures beside lists, and everything on a phone. */
export const widths = { narrow: 860, phone: 700 } as const;

/** Whether the window is no wider; what asks in a `$derived` follows it. */
export const isAtMost = (width: number): boolean => (innerWidth.current ?? 1000) <= width;
