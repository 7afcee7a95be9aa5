export type Style = 'bold' | 'dim' | 'inverse' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts a style on a text, or leaves it alone where there are no colours. */
export type Paint = (style: Style, text: string) => string
