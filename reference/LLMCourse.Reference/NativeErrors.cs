using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LLMCourse.Reference;

/// <summary>Hears of errors of libtorch that TorchSharp does not turn into exceptions, before they end the process.</summary>
/// <remarks>
/// TorchSharp 0.107 catches libtorch's C++ exceptions in nearly all of its functions and throws an <c>ExternalException</c> in their place.
/// In a few it does not, <c>torch.matmul</c> among them: the exception finds nobody, and C++ calls its terminate handler, which ends the
/// process. The handler set here runs in its place, on the thread of the call, whose stack is still as it was. On Linux and macOS, whose
/// C++ libraries share one ABI; on Windows .NET catches such exceptions itself.
/// </remarks>
public static unsafe class NativeErrors
{
    private const string SetTerminate = "_ZSt13set_terminatePFvvE";
    private static nint _library;
    private static Action<NativeError>? _report;

    /// <summary>Asks to be told of the error that is about to end the process.</summary>
    /// <param name="report">
    /// Called on the failing thread. It may end the process itself, or never return, which parks the thread and leaves the others running;
    /// once it returns, the process ends with SIGABRT.
    /// </param>
    /// <returns>Whether that works here; false on Windows.</returns>
    public static bool Intercept(Action<NativeError> report)
    {
        ArgumentNullException.ThrowIfNull(report);
        string[] names = OperatingSystem.IsLinux() ? ["libstdc++.so.6"] : OperatingSystem.IsMacOS() ? ["libc++abi.dylib"] : [];
        if (!names.Any(name => NativeLibrary.TryLoad(name, out _library))
            || !NativeLibrary.TryGetExport(_library, SetTerminate, out nint setTerminate))
            return false;
        _report = report;
        _ = ((delegate* unmanaged<delegate* unmanaged<void>, nint>)setTerminate)(&OnTerminate);
        return true;
    }

    [UnmanagedCallersOnly]
    private static void OnTerminate()
    {
        try
        {
            _report?.Invoke(new NativeError(Message(), new StackTrace(fNeedFileInfo: true)));
        }
        catch (Exception e)
        {
            // Nothing above this frame can take an exception.
            Console.Error.WriteLine(e);
        }
    }

    // What std::current_exception()->what() says, without a C++ compiler: an exception_ptr is one pointer, and what() is the third
    // entry of the table of virtual functions of every std::exception.
    private static string Message()
    {
        nint thrown = Current();
        string? type = TypeName();
        if (thrown == 0 || type is null) return "C++ was told to end the process.";
        // c10::Error and its kin (N3c10…) and the standard exceptions (St…) derive from std::exception, first.
        if (!type.StartsWith("N3c10", StringComparison.Ordinal) && !type.StartsWith("St", StringComparison.Ordinal))
            return $"A C++ exception of type {type} was not caught.";
        nint table = *(nint*)thrown;
        nint what = ((delegate* unmanaged<nint, nint>)((nint*)table)[2])(thrown);
        return FirstLine(Marshal.PtrToStringUTF8(what) ?? type);
    }

    private static nint Current()
    {
        // macOS: void* __cxa_current_primary_exception(). libstdc++: exception_ptr current_exception(), returned through a hidden pointer.
        if (NativeLibrary.TryGetExport(_library, "__cxa_current_primary_exception", out nint primary))
            return ((delegate* unmanaged<nint>)primary)();
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64
            || !NativeLibrary.TryGetExport(_library, "_ZSt17current_exceptionv", out nint current))
            return 0;
        nint pointer = 0;
        _ = ((delegate* unmanaged<nint*, nint>)current)(&pointer);
        return pointer;
    }

    private static string? TypeName()
    {
        if (!NativeLibrary.TryGetExport(_library, "__cxa_current_exception_type", out nint currentType)) return null;
        nint type = ((delegate* unmanaged<nint>)currentType)();
        return type == 0 ? null : Marshal.PtrToStringUTF8(((nint*)type)[1]);
    }

    /// <summary>Takes libtorch's own words out of a message: its first line, without the C++ stack below.</summary>
    /// <param name="message">The message of an exception.</param>
    public static string FirstLine(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        int end = message.IndexOf("\nException raised from ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd();
    }
}
