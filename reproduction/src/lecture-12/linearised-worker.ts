import { answerTasks } from "../workers/answer-tasks.js";
import { widthResult } from "./linearised-problems.js";

answerTasks(widthResult);
