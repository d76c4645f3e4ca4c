using LLMCourse.Grader.Worker;
using LLMCourse.Grader.Worker.Confinement;
using LLMCourse.Grader.Worker.Probing;

// The channel is moved away from the standard streams before anything can print to them.
using Channel channel = Channel.TakeStandardStreams();
ConfinementReport confinement = SelfConfinement.Apply();
Warmup.Run();
using var loop = new WorkerLoop(channel, confinement);
loop.Run();

// Threads that a submission left behind, and its exit handlers, do not get to run on.
Native.EndProcess(0);
