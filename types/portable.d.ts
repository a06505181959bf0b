/**
 * What `format` uses of the globals that every JavaScript runtime has, and no more: it compiles without the types of Node or of
 * the DOM, so that nothing else slips in.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(data?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}

declare function atob(text: string): string;
declare function btoa(text: string): string;
