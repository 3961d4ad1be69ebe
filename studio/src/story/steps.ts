/** One step of the story: what it is called and the two sentences that stand beside the picture. */
export interface Step {
  readonly title: string;
  readonly sentences: readonly [string, string];
}

export const steps: readonly Step[] = [
  {
    title: "A gate",
    sentences: [
      "The dots are measurements, and a gate is a cut between them: the dots on its left and those on its right each get a straight line of their own.",
      "A network adds up many gates, so its line may bend at every one of them; drag this gate and watch both sides learn.",
    ],
  },
  {
    title: "Small steps",
    sentences: [
      "Training usually begins with gates at random and moves them a little, thousands of times, so that one number falls: the total, which is how far the line misses the dots plus a price for its bends.",
      "Press play: five starts end in different places, and none of them can tell whether a better one exists.",
    ],
  },
  {
    title: "A proof",
    sentences: [
      "Convex optimisation looks at all the ways in which gates can part these dots at once, and computes a floor for the total: nobody can go below this line, with however many gates.",
      "When the floor has risen to the total of our network, the network is proved to be the best one, and anyone can check the proof again.",
    ],
  },
  {
    title: "A fixed kernel",
    sentences: [
      "The theory of networks with endlessly many gates, the neural tangent kernel (NTK), fixes which dots count as alike before it has seen how high they lie.",
      "Our network learns that too: drag a dot up or down, and its map follows while the NTK’s stays as it was.",
    ],
  },
  {
    title: "The price λ",
    sentences: [
      "λ (lambda) is the price of bends in the total: while it is high the line stays flat, and as it falls bends appear one by one, each made by a gate and its weight, together called a neuron.",
      "The cheaper the bends, the closer the line follows the dots, chance included; the small curve shows where dots that nobody learned from are met best.",
    ],
  },
];
