// Colours of the picture, in light and in dark, by what they mean. Their contrast and their distance are tested.

import type { Quad } from "../types";

export interface Palette {
  ground: string;
  ink: string;
  soft: string;
  tie: string;
  node: string;
  focus: string;
  halo: string;
  quads: Record<Quad, string>;
  rungs: readonly [string, string, string, string, string];
}

export const LIGHT: Palette = {
  ground: "#FFFFFF",
  ink: "#14181D",
  soft: "#59636E",
  tie: "#76808B",
  node: "#F4F6F8",
  focus: "#0B57D0",
  halo: "#FFFFFF",
  quads: { VCOOP: "#3E8EC4", MCOOP: "#0B4A80", VCONF: "#C77700", MCONF: "#8E1B3A" },
  rungs: ["#6C7A89", "#A66A00", "#C2410C", "#9F1239", "#4C0519"],
};

export const DARK: Palette = {
  ground: "#14181D",
  ink: "#F0F3F6",
  soft: "#A9B3BD",
  tie: "#8C97A3",
  node: "#232A32",
  focus: "#8AB4F8",
  halo: "#14181D",
  quads: { VCOOP: "#7CC0EE", MCOOP: "#3D86D6", VCONF: "#F2B34C", MCONF: "#E8636F" },
  rungs: ["#9AA7B4", "#E0A84A", "#F28C5B", "#F27591", "#F4B6C8"],
};

/** For print without colour: the darker, the graver; dashes and badges tell the rest as they always do. */
export const GREY: Palette = {
  ...LIGHT,
  soft: "#5E5E5E",
  tie: "#7A7A7A",
  node: "#F5F5F5",
  focus: "#000000",
  quads: { VCOOP: "#919191", MCOOP: "#5E5E5E", VCONF: "#303030", MCONF: "#000000" },
  rungs: ["#919191", "#6A6A6A", "#474747", "#262626", "#000000"],
};

/** The gravest quad class of a fold decides its colour: deeds before words, conflict before co-operation. */
export const GRAVITY: readonly Quad[] = ["MCONF", "VCONF", "MCOOP", "VCOOP"];
