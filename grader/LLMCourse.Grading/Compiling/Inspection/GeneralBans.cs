namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>What no submission may use, anywhere: it could reach the grader, the machine or other exercises.</summary>
/// <remarks>Of the names that cover a symbol the longest decides, so a type can be allowed within a banned
/// namespace and a member banned within that.</remarks>
internal static class GeneralBans
{
    private const string Allowed = "";
    private const string Reflection = "BAN001";
    private const string Native = "BAN002";
    private const string Files = "BAN003";
    private const string Network = "BAN004";
    private const string Process = "BAN005";
    private const string Threads = "BAN006";
    private const string RunsItself = "BAN007";
    private const string Torch = "BAN009";
    private const string Cryptography = "BAN010";

    private static readonly Dictionary<string, string> Codes = new(StringComparer.Ordinal);

    /// <summary>Gets why something is banned, by the ban's code.</summary>
    internal static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Reflection] = "reflection and code made at run time are not allowed: call what you need directly",
        [Native] = "native code, raw memory and the runtime's internals are not allowed",
        [Files] = "files are not allowed: everything that you need is passed in",
        [Network] = "the network is not allowed",
        [Process] = "the process, its settings and its input are not yours to change: print with Console.WriteLine, measure with Stopwatch",
        [Threads] = "threads and timers of your own are not allowed, because they could outlive the call: use Parallel or Task.Run and wait for them",
        [RunsItself] = "code that runs by itself is not allowed: do the work when your member is called",
        [Cryptography] = "of cryptography only hash functions are allowed",
        [Torch] = "this reaches TorchSharp's files, native handles or settings that all code shares: work on tensors",
    };

    static GeneralBans()
    {
        Add(Reflection, "System.Reflection", "System.Type", "System.Activator", "System.Dynamic", "System.Linq.Expressions",
            "Microsoft.CSharp",
            "System.Delegate.Method", "System.Delegate.CreateDelegate", "System.Delegate.DynamicInvoke", "System.ComponentModel",
            "System.CodeDom",
            "System.TypedReference", "System.RuntimeTypeHandle", "System.RuntimeMethodHandle", "System.RuntimeFieldHandle",
            "System.ModuleHandle", "System.Resources",
            "System.Exception.TargetSite", "System.MulticastDelegate.GetMethodImpl", "System.Delegate.GetMethodImpl");
        Allow("System.Type.Name", "System.Type.FullName", "System.Type.Namespace", "System.Type.op_Equality", "System.Type.op_Inequality",
            "System.Type.Equals",
            "System.Type.GetHashCode", "System.Type.ToString", "System.Reflection.MemberInfo.Name",
            "System.Reflection.DefaultMemberAttribute",
            "System.ComponentModel.EditorBrowsableAttribute", "System.ComponentModel.EditorBrowsableState",
            "System.ComponentModel.DescriptionAttribute");

        Add(Native, "System.Runtime", "System.ArgIterator", "System.RuntimeArgumentHandle", "System.Buffer.MemoryCopy", "System.Security",
            "Microsoft.Win32", "Microsoft.VisualBasic",
            "System.IntPtr.ToPointer", "System.UIntPtr.ToPointer");
        Allow("System.Runtime.Intrinsics", "System.Runtime.ExceptionServices.ExceptionDispatchInfo",
            // Views of managed memory that stay within it.
            "System.Runtime.InteropServices.MemoryMarshal.Cast", "System.Runtime.InteropServices.MemoryMarshal.AsBytes",
            "System.Runtime.InteropServices.MemoryMarshal.Read", "System.Runtime.InteropServices.MemoryMarshal.TryRead",
            "System.Runtime.InteropServices.MemoryMarshal.Write", "System.Runtime.InteropServices.MemoryMarshal.TryWrite",
            "System.Security.SecurityElement");
        Add(Cryptography, "System.Security.Cryptography");
        Allow(new[] { "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "SHA3_256", "SHA3_384", "SHA3_512", "Shake128", "Shake256", "HMACMD5",
            "HMACSHA1", "HMACSHA256",
            "HMACSHA384", "HMACSHA512", "HMACSHA3_256", "HMACSHA3_384", "HMACSHA3_512", "HMAC", "KeyedHashAlgorithm", "HashAlgorithm",
            "HashAlgorithmName", "IncrementalHash",
            "CryptographicOperations", "CryptographicException" }.Select(name => $"System.Security.Cryptography.{name}"));
        // By name, through a table of types.
        Add(Cryptography, "System.Security.Cryptography.HashAlgorithm.Create", "System.Security.Cryptography.HMAC.Create",
            "System.Security.Cryptography.KeyedHashAlgorithm.Create");
        Allow(
            Compiler("CallerArgumentExpressionAttribute", "CallerMemberNameAttribute", "CallerLineNumberAttribute",
                "CallerFilePathAttribute", "MethodImplAttribute",
                "MethodImplOptions", "CompilerGeneratedAttribute", "IsExternalInit", "ITuple", "DefaultInterpolatedStringHandler",
                "FormattableStringFactory",
                "RequiredMemberAttribute", "TaskAwaiter", "ConfiguredTaskAwaitable", "ValueTaskAwaiter", "ConfiguredValueTaskAwaitable",
                "YieldAwaitable",
                "AsyncTaskMethodBuilder", "EnumeratorCancellationAttribute", "ConfiguredCancelableAsyncEnumerable",
                "CollectionBuilderAttribute",
                "OverloadResolutionPriorityAttribute", "IteratorStateMachineAttribute", "AsyncStateMachineAttribute", "ExtensionAttribute",
                "IsReadOnlyAttribute",
                "NullableAttribute", "NullableContextAttribute", "TupleElementNamesAttribute", "InterpolatedStringHandlerAttribute",
                "InterpolatedStringHandlerArgumentAttribute", "ParamCollectionAttribute", "ScopedRefAttribute", "IsUnmanagedAttribute",
                "RefSafetyRulesAttribute",
                "SwitchExpressionException", "StrongBox"));
        Add(RunsItself, "System.Runtime.CompilerServices.ModuleInitializerAttribute");
        // An intrinsic that takes a pointer cannot be called without unsafe code; those that take a reference can read past its end.
        Add(Native, "System.Runtime.Intrinsics.Vector64.LoadUnsafe", "System.Runtime.Intrinsics.Vector128.LoadUnsafe",
            "System.Runtime.Intrinsics.Vector256.LoadUnsafe",
            "System.Runtime.Intrinsics.Vector512.LoadUnsafe", "System.Runtime.Intrinsics.Vector64.StoreUnsafe",
            "System.Runtime.Intrinsics.Vector128.StoreUnsafe",
            "System.Runtime.Intrinsics.Vector256.StoreUnsafe", "System.Runtime.Intrinsics.Vector512.StoreUnsafe",
            "System.Numerics.Vector.LoadUnsafe", "System.Numerics.Vector.StoreUnsafe");

        Add(Files, "System.IO", "System.Xml", "System.Data", "System.Formats", "System.Configuration", "System.IO.Compression");
        Allow("System.IO.StringReader", "System.IO.StringWriter", "System.IO.TextReader", "System.IO.TextWriter",
            "System.IO.InvalidDataException",
            "System.IO.IOException", "System.IO.EndOfStreamException",
            // A stream that is passed in, or one in memory; none of these can open anything.
            "System.IO.Stream", "System.IO.MemoryStream", "System.IO.BinaryReader", "System.IO.BinaryWriter", "System.IO.SeekOrigin",
            // The bodies of ASP.NET Core's requests and responses are such, too.
            "System.IO.Pipelines.Pipe", "System.IO.Pipelines.PipeReader", "System.IO.Pipelines.PipeWriter",
            "System.IO.Pipelines.ReadResult", "System.IO.Pipelines.FlushResult");

        // Documents in memory: parsed from text, built, written as text. What opens a file or an address by its name stays out.
        Allow("System.Xml.Linq", "System.Xml.XmlConvert", "System.Xml.XmlException", "System.Xml.XmlNodeType");
        Add(Files, "System.Xml.Linq.XDocument.Load", "System.Xml.Linq.XDocument.LoadAsync", "System.Xml.Linq.XDocument.Save",
            "System.Xml.Linq.XDocument.SaveAsync",
            "System.Xml.Linq.XElement.Load", "System.Xml.Linq.XElement.LoadAsync", "System.Xml.Linq.XElement.Save",
            "System.Xml.Linq.XElement.SaveAsync",
            "System.Xml.Linq.XStreamingElement.Save");

        Add(Network, "System.Net", "System.Web");
        Allow("System.Net.WebUtility", "System.Net.Mime.MediaTypeNames", "System.Web.HttpUtility");

        Add(Process, "System.Diagnostics", "System.AppDomain", "System.AppContext", "System.Environment", "System.Console", "System.GC",
            "System.Runtime.GCSettings");
        Allow("System.Diagnostics.Debug.Assert", "System.Diagnostics.UnreachableException", "System.Diagnostics.Stopwatch",
            "System.Diagnostics.CodeAnalysis",
            "System.Diagnostics.ConditionalAttribute", "System.Diagnostics.DebuggerDisplayAttribute",
            "System.Diagnostics.DebuggerStepThroughAttribute",
            "System.Diagnostics.DebuggerHiddenAttribute", "System.Diagnostics.DebuggerBrowsableAttribute",
            "System.Diagnostics.DebuggerBrowsableState",
            "System.Diagnostics.DebuggerNonUserCodeAttribute", "System.Diagnostics.StackTraceHiddenAttribute",
            "System.Environment.NewLine", "System.Environment.ProcessorCount", "System.Environment.TickCount",
            "System.Environment.TickCount64",
            "System.Environment.CurrentManagedThreadId", "System.Console.Write", "System.Console.WriteLine", "System.Console.Out",
            "System.Console.Error",
            "System.GC.GetTotalMemory", "System.GC.KeepAlive", "System.GC.SuppressFinalize", "System.GC.GetAllocatedBytesForCurrentThread");

        Add(Threads, "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.PeriodicTimer",
            "System.Timers",
            "System.Threading.SynchronizationContext", "System.Threading.ExecutionContext", "System.Threading.Mutex",
            "System.Threading.Semaphore",
            "System.Threading.EventWaitHandle", "System.Threading.NativeOverlapped", "System.Threading.Overlapped",
            "System.Threading.PreAllocatedOverlapped",
            "System.Threading.RegisteredWaitHandle", "System.Threading.Tasks.TaskScheduler", "System.Threading.WaitHandle.SafeWaitHandle",
            "System.Threading.WaitHandle.Handle");
        Allow("System.Threading.Tasks.TaskScheduler.Default", "System.Threading.Tasks.TaskScheduler.Current",
            "System.Threading.EventWaitHandle.Set", "System.Threading.EventWaitHandle.Reset");

        Add(Torch, "TorchSharp.torch.load", "TorchSharp.torch.save", "TorchSharp.torch.Tensor.load", "TorchSharp.torch.Tensor.save",
            "TorchSharp.torch.Tensor.Load", "TorchSharp.torch.from_file", "TorchSharp.Data.Loader",
            "TorchSharp.TensorExtensionMethods.Save",
            "TorchSharp.TensorExtensionMethods.Load", "TorchSharp.TensorExtensionMethods.save", "TorchSharp.TensorExtensionMethods.load",
            "TorchSharp.torch.nn.Module.load", "TorchSharp.torch.nn.Module.save", "TorchSharp.torch.nn.Module.load_py",
            "TorchSharp.torch.nn.Module.save_py",
            "TorchSharp.torch.nn.Module.Load", "TorchSharp.torch.nn.Module.Save", "TorchSharp.torch.nn.Module.Create",
            "TorchSharp.Modules.OptimizerHelper.load_state_dict", "TorchSharp.Modules.OptimizerHelper.save_state_dict",
            "TorchSharp.torch.export", "TorchSharp.ExportedProgram", "TorchSharp.Modules.SummaryWriter", "TorchSharp.torch.Storage",
            "TorchSharp.torch.jit", "TorchSharp.torch.ops", "TorchSharp.torch.hub", "TorchSharp.torch.utils", "TorchSharp.torch.backends",
            "TorchSharp.torch.distributed",
            "TorchSharp.torch.set_num_threads", "TorchSharp.torch.set_num_interop_threads", "TorchSharp.torch.set_default_dtype",
            "TorchSharp.torch.set_default_device", "TorchSharp.torch.set_default_tensor_type",
            "TorchSharp.torch.set_float32_matmul_precision", "TorchSharp.torch.use_deterministic_algorithms",
            "TorchSharp.torch.set_warn_always",
            "TorchSharp.torch.InitializeDevice", "TorchSharp.torch.InitializeDeviceType", "TorchSharp.torch.TryInitializeDeviceType",
            "TorchSharp.torch.set_printoptions",
            "TorchSharp.torch.Tensor.Handle", "TorchSharp.torch.Tensor.UnsafeCreateTensor",
            "TorchSharp.torch.Tensor.DecoupleFromNativeHandle",
            "TorchSharp.Utils", "TorchSharp.PInvoke", "TorchSharp.DisposeScopeManager", "TorchSharp.LifetimeStatistics",
            "TorchSharp.ThreadDisposeScopeStatistics", "TorchSharp.torchvision", "TorchSharp.torchaudio", "TorchSharp.torchtext",
            "TorchSharp.ExternMethodAttribute", "TorchSharp.NativeMethods", "TorchSharp.AutocastMode");
        Allow("TorchSharp.Utils.TensorAccessor", "TorchSharp.Utils.OrderedDict", "TorchSharp.Utils.UnorderedDict",
            "TorchSharp.Utils.ComponentNameAttribute",
            "TorchSharp.torch.utils.data");
    }

    /// <summary>Returns the ban that a full name falls under.</summary>
    /// <param name="name">Without type arguments and parameters.</param>
    /// <returns>The ban's code and reason; null when the name is allowed.</returns>
    internal static (string Code, string Why)? Find(string name)
    {
        for (string at = name; ; at = at[..at.LastIndexOf('.')])
        {
            if (Codes.TryGetValue(at, out string? code)) return code == Allowed ? null : (code, Reasons[code]);
            if (!at.Contains('.', StringComparison.Ordinal)) return null;
        }
    }

    /// <summary>Returns the names that a code bans.</summary>
    internal static IEnumerable<string> NamesOf(string code) => Codes.Where(entry => entry.Value == code).Select(entry => entry.Key);

    /// <summary>Returns the names that are allowed though what they are in is banned under a code.</summary>
    internal static IEnumerable<string> AllowedWithin(string code) => Codes
        .Where(entry => entry.Value == Allowed && Find(entry.Key[..entry.Key.LastIndexOf('.')])?.Code == code)
        .Select(entry => entry.Key);

    /// <summary>Returns the ban of native handles, for members that take or give one.</summary>
    internal static (string Code, string Why) Handle => (Torch, Reasons[Torch]);

    /// <summary>Returns the ban of <c>dynamic</c>.</summary>
    internal static (string Code, string Why) Dynamic => (Reflection, Reasons[Reflection]);

    private static IEnumerable<string> Compiler(params IEnumerable<string> names) =>
        names.Select(name => $"System.Runtime.CompilerServices.{name}");

    private static void Allow(params IEnumerable<string> names) => Add(Allowed, names);

    private static void Add(string code, params IEnumerable<string> names)
    {
        foreach (string name in names) Codes[name] = code;
    }
}
