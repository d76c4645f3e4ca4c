using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;
using LLMCourse.Reference;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>Says what an exception that ended a probe means.</summary>
/// <remarks>
/// It is the submission's, wherever it was thrown: what a submission returned (a list that is computed as it is read, a task, a tensor of
/// the wrong shape) makes a check or .NET itself throw far from the student's code. The grader's own faults are known before any of that
/// code runs: a worker that does not warm up, assemblies that are not there (<see cref="SubmissionContext"/>), a check that does not exist.
/// </remarks>
internal sealed class ExceptionClassifier(Assembly submission)
{
    // libtorch reports a failed allocation as an error like any other; these are its words.
    private static readonly string[] NativeMemoryWords = ["not enough memory", "DefaultCPUAllocator", "bad_alloc", "CUDA out of memory"];

    /// <summary>Classifies an exception.</summary>
    public (ProbeEnd End, ThrownInfo Info) Classify(Exception thrown)
    {
        Exception e = Unwrap(thrown);
        ThrownInfo info = Describe(e);

        // What is wrapped need never have been thrown: then it has no lines of its own, and only its wrapping tells where it comes
        // from.
        if (info.Frames.Count == 0 && e != thrown) info = info with { Frames = Describe(thrown).Frames };
        ProbeEnd end = e switch
        {
            // Whatever its message: a starter keeps its exercise's id in it, but a member that a student has stubbed anew is no
            // less unwritten.
            NotImplementedException => ProbeEnd.NotImplemented,
            OutOfMemoryException => ProbeEnd.OutOfMemory,
            _ when NativeMemoryWords.Any(words => info.Message.Contains(words, StringComparison.Ordinal)) => ProbeEnd.OutOfMemory,
            UnknownCheckException => ProbeEnd.Fault,

            // The check's own code failed to bind to the submission before any of it ran.
            MemberAccessException or (TypeLoadException and not (DllNotFoundException or EntryPointNotFoundException))
                when info.Frames.Count == 0 => ProbeEnd.SignatureChanged,
            _ => ProbeEnd.Threw,
        };
        return (end, info);
    }

    /// <summary>Describes an exception, with the places in the submission that it passed through.</summary>
    public ThrownInfo Describe(Exception e)
    {
        StackTrace stack = new(e, fNeedFileInfo: true);
        string message = e is ExternalException ? WithOperator(MessageOf(e), stack) : MessageOf(e);
        return new ThrownInfo(e.GetType().FullName ?? e.GetType().Name, message, FramesOf(stack));
    }

    /// <summary>Describes an error that ends the process as TorchSharp would have thrown it.</summary>
    public ThrownInfo Describe(NativeError error) =>
        new(typeof(ExternalException).FullName!, TextCut.To(WithOperator(error.Message, error.Stack), ObservationLimits.TextLength),
            FramesOf(error.Stack));

    // libtorch says what did not fit, but not in which call.
    private static string WithOperator(string message, StackTrace stack)
    {
        string words = NativeErrors.FirstLine(message);
        return NativeError.OperatorOf(stack) is { } called ? $"{called}: {words}" : words;
    }

    private List<ThrownFrame> FramesOf(StackTrace stack)
    {
        List<ThrownFrame> frames = [];
        foreach (StackFrame frame in stack.GetFrames())
        {
            if (frames.Count == ProtocolLimits.StackFrames) break;
            if (frame.GetMethod() is { } method && method.Module.Assembly == submission)
                frames.Add(
                    new ThrownFrame(MemberName(method), frame.GetFileName(), frame.GetFileLineNumber(), frame.GetFileColumnNumber()));
        }

        return frames;
    }

    private static Exception Unwrap(Exception e) => e switch
    {
        TargetInvocationException or TypeInitializationException when e.InnerException is { } inner => Unwrap(inner),
        AggregateException { InnerExceptions: [{ } only] } => Unwrap(only),
        _ => e,
    };

    // Message is virtual: a submission's own exception can throw in it, or return null.
    private static string MessageOf(Exception e)
    {
        try
        {
            return TextCut.To(e.Message ?? "", ObservationLimits.TextLength);
        }
        catch (Exception inner)
        {
            return $"(its Message throws {inner.GetType().Name})";
        }
    }

    // Lambdas and local functions carry the name of the member that they stand in: <Attend>b__0, <Attend>g__Mask|1.
    private static string MemberName(MethodBase method)
    {
        Type? type = method.DeclaringType;
        string name = Plain(method.Name);
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith('<'))
        {
            // An iterator or async method is a class <Attend>d__0 whose MoveNext holds the body.
            if (name == "MoveNext" && Plain(type.Name) is { Length: > 0 } body) name = body;
            type = outer;
        }

        return type is null ? name : $"{type.Name}.{name}";
    }

    private static string Plain(string name)
    {
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 1 ? name[1..end] : name;
    }
}
