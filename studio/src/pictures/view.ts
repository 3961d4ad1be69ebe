/** A place in the data's own units. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Which part of the data's plane a picture shows: |x| and |y| up to a limit, inside a margin, in a view box of a given size. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly xOf: (x: number) => number;
  readonly yOf: (y: number) => number;
  /** Where the data lie that a pointer is over. */
  readonly placeOf: (event: PointerEvent, svg: SVGSVGElement) => Place;
}

export interface ViewLimits {
  /** Of the view box. */
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** On the left, where numbers of an axis stand; `margin` unless told. */
  readonly left?: number;
  /** The largest |x| and |y| shown. */
  readonly x: number;
  readonly y: number;
}

export function viewOf({ width, height, margin, left = margin, x: mostX, y: mostY }: ViewLimits): View {
  const [halfWidth, halfHeight] = [(width - left - margin) / 2, height / 2 - margin];
  const middle = left + halfWidth;
  return {
    width,
    height,
    xOf: (x) => middle + (x / mostX) * halfWidth,
    yOf: (y) => height / 2 - (y / mostY) * halfHeight,
    placeOf(event, svg) {
      const box = svg.getBoundingClientRect();
      return {
        x: ((((event.clientX - box.left) / box.width) * width - middle) / halfWidth) * mostX,
        y: -((((event.clientY - box.top) / box.height) * height - height / 2) / halfHeight) * mostY,
      };
    },
  };
}
