using BenchmarkDotNet.Running;
using LLMCourse.Benchmarks.Works;

// "work NAME" is one side of a comparison with a peer; everything else is BenchmarkDotNet's command line.
if (args is ["work", .. string[] rest]) return WorkLoop.Run(rest);
BenchmarkSwitcher.FromAssembly(typeof(WorkLoop).Assembly).Run(args);
return 0;
