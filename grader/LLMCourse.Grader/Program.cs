using LLMCourse.Grader.Commands;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
