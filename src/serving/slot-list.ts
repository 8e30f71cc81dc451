// A list of slots that is emptied every step. Emptying an array by its length would free its storage each time, which the
// hot loop pays for twice; here only a count goes back to zero.

export class SlotList {
  length = 0;
  #slots: number[] = [];

  push(slot: number): void {
    this.#slots[this.length++] = slot;
  }

  at(index: number): number {
    return this.#slots[index]!;
  }

  insert(index: number, slot: number): void {
    for (let i = this.length; i > index; i--) this.#slots[i] = this.#slots[i - 1]!;
    this.#slots[index] = slot;
    this.length++;
  }

  clear(): void {
    this.length = 0;
  }

  /** Takes a slot out if it is there, keeping the order of the others. */
  remove(slot: number): void {
    let kept = 0;
    for (let i = 0; i < this.length; i++) {
      const other = this.#slots[i]!;
      if (other !== slot) this.#slots[kept++] = other;
    }
    this.length = kept;
  }
}
