using System.Text;
using LLMCourse.Grader.Worker;
using LLMCourse.Grader.Worker.Confinement;
using LLMCourse.Grader.Worker.Probing;
using LLMCourse.Reference;

// The channel is moved away from the standard streams before anything can print to them.
using Channel channel = Channel.TakeStandardStreams();
ConfinementReport confinement = SelfConfinement.Apply();
try
{
    LibTorch.Load();
}
catch (DllNotFoundException e)
{
    // The grader shows what is said here; a stack trace would only hide it.
    Console.Error.WriteLine(e.Message);
    Native.EndProcess(1);
}

Warmup.Run();

// What a few functions of libtorch would end the process with is an answer like any other, and then the process is ended.
_ = NativeErrors.Intercept(error =>
{
    if (ProbeThread.AnswerToNativeError is { } answer) channel.Reply(answer(error));
    else Console.OpenStandardError().Write(Encoding.UTF8.GetBytes($"  what():  {error.Message}\n"));
    Native.EndProcess(1);
});
using var loop = new WorkerLoop(channel, confinement);
loop.Run();

// Threads that a submission left behind, and its exit handlers, do not get to run on.
Native.EndProcess(0);
