import { mount } from "svelte";
import "./colours.css";
import "./page.css";
import Page from "./Page.svelte";

const target = document.getElementById("studio");
if (target) mount(Page, { target });
