import { MediaQuery } from "svelte/reactivity";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const darkScreen = new MediaQuery("prefers-color-scheme: dark");

/** Light or dark, as a person chose, or as the screen is; kept for the next visit. */
class ColourTheme {
  #chosen = $state<Theme>(storedTheme());

  constructor() {
    this.#apply();
  }

  get chosen(): Theme {
    return this.#chosen;
  }

  set chosen(theme: Theme) {
    this.#chosen = theme;
    localStorage.setItem("theme", theme);
    this.#apply();
  }

  get isDark(): boolean {
    return this.#chosen === "auto" ? darkScreen.current : this.#chosen === "dark";
  }

  #apply(): void {
    if (this.#chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.#chosen;
  }
}

function storedTheme(): Theme {
  const stored = localStorage.getItem("theme");
  return stored === "light" || stored === "dark" ? stored : "auto";
}

export const colourTheme = new ColourTheme();

/** A colour of `colours.css` as it is drawn now, light or dark: "rgb(…)". What is painted by it in an effect is painted anew when that changes. */
export function colourOf(name: string): string {
  void colourTheme.isDark;
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
