import { answerTasks } from "../workers/answer-tasks.js";
import { strategyOutcome } from "./strategy-outcome.js";

answerTasks(strategyOutcome);
