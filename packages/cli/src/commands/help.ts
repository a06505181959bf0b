import { type Command, defineCommand } from "./command.ts";
import { HELP_TOPICS } from "./help-topics.ts";
import { flag, optionalWord, text } from "../arguments/index.ts";

const parameters = {
  epilogOnly: flag(["--epilog-only"], "print the explanations of a command only"),
  usageOnly: flag(["--usage-only"], "print the options of a command only"),
};

export const command: Command = defineCommand(
  {
    name: "help",
    summary: "",
    description: "Explain a command or a topic",
    epilog: "",
    parameters,
    positionals: { topic: optionalWord("TOPIC", "command or topic to explain", text) },
  },
  async (values, run) => {
    const topic = values.topic ?? "";
    const words = HELP_TOPICS.get(topic);
    run.streams.writeOut(words === undefined ? run.explain(topic, values) : `${words}\n`);
    return 0;
  },
);
