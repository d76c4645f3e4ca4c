using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class DeathWordsTests
{
    [Theory]
    [InlineData(0, "", WorkerLoss.Died, "The process was ended with exit code 0 before the check was over.")]
    [InlineData(139, "", WorkerLoss.Died, "The process was ended by a memory fault (SIGSEGV).")]
    [InlineData(152, "", WorkerLoss.Died, "The process was ended by its limit of CPU time (SIGXCPU).")]
    [InlineData(134, "terminate called after throwing an instance of 'std::bad_alloc'", WorkerLoss.OutOfMemory,
        "The process ended because it needed more memory than there is for it.")]
    [InlineData(134, "terminate called after throwing an instance of 'c10::Error'\n  what():  shapes do not fit\nException raised from",
        WorkerLoss.Died, "An error inside libtorch ended the process: shapes do not fit")]
    [InlineData(0, "bad_alloc", WorkerLoss.Died, "The process was ended with exit code 0 before the check was over.")]
    [InlineData(134, "Stack overflow.\nRepeat 9000 times:\n--------\n   at A.B.C(Int32)\n", WorkerLoss.Died,
        "The stack overflowed: a member calls itself without end. It was in A.B.C.")]
    [InlineData(137, "Failed to create CoreCLR, HRESULT: 0x80070008", WorkerLoss.Died,
        ".NET did not start in the process: a limit on threads or memory is in its way.")]
    [InlineData(137, "", WorkerLoss.Died, "The process was ended by a kill (SIGKILL).")]
    internal void Describe_ExitCodeAndStandardError_ChooseTheWords(int code, string error, WorkerLoss loss, string words)
    {
        WorkerLostException e = DeathWords.Describe(code, error);

        Assert.Equal((loss, words), (e.Loss, e.Message));
    }
}
