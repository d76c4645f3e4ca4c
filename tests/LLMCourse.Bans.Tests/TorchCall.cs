using System.Reflection;

namespace LLMCourse.Bans.Tests;

/// <summary>A public function of TorchSharp.</summary>
/// <param name="Name">Its full name, as bans have it.</param>
/// <param name="Method">The method, the property's getter, or the constructor.</param>
public sealed record TorchCall(string Name, MethodBase Method)
{
    // What leaves the process in another state, waits for something, or works on files: none of it computes. The types of modules and
    // distributions are made by functions, through which they are tried.
    private static readonly string[] NotFunctions =
    [
        "TorchSharp.torch.set_", "TorchSharp.torch.Initialize", "TorchSharp.torch.TryInitialize", "TorchSharp.torch.use_deterministic",
        "TorchSharp.torch.save",
        "TorchSharp.torch.load", "TorchSharp.torch.hub", "TorchSharp.torch.jit", "TorchSharp.torch.utils", "TorchSharp.torch.cuda",
        "TorchSharp.torch.mps",
        "TorchSharp.torch.export", "TorchSharp.torch.ops", "TorchSharp.torch.autograd", "TorchSharp.torch.backends",
        "TorchSharp.torch.random.", "TorchSharp.torch.from_file",
        "TorchSharp.torch.frombuffer", "TorchSharp.torch.Generator", "TorchSharp.torch.optim", "TorchSharp.torch.Tensor.save",
        "TorchSharp.torch.Tensor.load",
        "TorchSharp.torch.Tensor.Dispose", "TorchSharp.torch.Tensor.cuda", "TorchSharp.torch.Tensor.mps",
        "TorchSharp.torch.Tensor.UnsafeCreate", "TorchSharp.torch.Tensor.backward",
        "TorchSharp.torch.Tensor.set_", "TorchSharp.torch.Tensor.rand", "TorchSharp.torch.rand", "TorchSharp.torch.Tensor.print",
        "TorchSharp.torch.Tensor.ToString", "TorchSharp.torch.Tensor.DetachFromDisposeScope", "TorchSharp.torch.Tensor.MoveTo",
        "TorchSharp.DisposeScope", "TorchSharp.torch.NewDisposeScope",
        "TorchSharp.Modules", "TorchSharp.Utils", "TorchSharp.torch.tensor", "TorchSharp.torch.as_tensor", "TorchSharp.torch.Size",
        "TorchSharp.Scalar", "TorchSharp.torch.no_grad", "TorchSharp.torch.enable_grad", "TorchSharp.torch.inference_mode",
        "TorchSharp.torch.AutoGradMode", "TorchSharp.torch.InferenceMode",
    ];

    // Whatever they are given, these end the process, and none of them gives an answer.
    private static readonly string[] Fatal =
    [
        "TorchSharp.torch.Tensor.align_as", "TorchSharp.torch.Tensor.cross", "TorchSharp.torch.cross", "TorchSharp.torch.Tensor.nanmean",
        "TorchSharp.torch.nanmean",
        "TorchSharp.torch.sparse",
    ];

    /// <summary>Lists everything that is called without an object, and what is called on a tensor.</summary>
    public static IReadOnlyList<TorchCall> All { get; } =
    [
        .. typeof(Tensor).Assembly.GetExportedTypes().Where(type => !type.IsEnum && !type.ContainsGenericParameters).SelectMany(Of)
            .Where(IsFunction).OrderBy(call => call.Name, StringComparer.Ordinal),
    ];

    /// <summary>Lists what an object can be asked for that gives tensors.</summary>
    /// <param name="type">Its type.</param>
    public static IEnumerable<TorchCall> On(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Where(method => method.DeclaringType!.Assembly == typeof(Tensor).Assembly && !method.ContainsGenericParameters
            && Gives(method.ReturnType)
            && (method.Name == "forward" || !type.IsSubclassOf(typeof(nn.Module))))
        .Select(method => new TorchCall(NameOf(method), method));

    private static IEnumerable<TorchCall> Of(Type type)
    {
        BindingFlags place = BindingFlags.Public | BindingFlags.DeclaredOnly | BindingFlags.Static
            | (type == typeof(Tensor) ? BindingFlags.Instance : 0);
        IEnumerable<MethodBase> methods = type.GetMethods(place);
        if (!type.IsAbstract) methods = methods.Concat(type.GetConstructors());
        return methods.Where(method => !method.ContainsGenericParameters).Select(method => new TorchCall(NameOf(method), method));
    }

    private static bool IsFunction(TorchCall call) =>
        call.Name.StartsWith("TorchSharp.", StringComparison.Ordinal)
            && !NotFunctions.Any(name => call.Name.StartsWith(name, StringComparison.Ordinal))
        && !Fatal.Contains(call.Name)
            && (!call.Method.IsStatic || MakesMore(call.Method) || call.Method.GetParameters().Any(p => MayHoldTensors(p.ParameterType)))
        && (call.Method is not MethodInfo { ReturnType: var type } || Gives(type) || !IsValue(type) || Takes(call.Method));

    // What is given no tensor and makes one cannot know the inputs.
    private static bool MakesMore(MethodBase method) => method is MethodInfo { ReturnType: var type } && !Gives(type);

    private static bool MayHoldTensors(Type type) =>
        type == typeof(Tensor) || (type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
            && type != typeof(long[]) && type != typeof(string[]));

    private static bool IsValue(Type type) => type.IsValueType && type != typeof(void);

    // What returns a number may still change many tensors.
    private static bool Takes(MethodBase method) => method.GetParameters()
        .Any(p => typeof(System.Collections.IEnumerable).IsAssignableFrom(p.ParameterType) && p.ParameterType.IsGenericType);

    private static bool Gives(Type type) =>
        type == typeof(Tensor) || typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type) || type == typeof(Tensor[]);

    private static string NameOf(MethodBase method)
    {
        string type = string.Join('.', method.DeclaringType!.FullName!.Split('[')[0].Split('+', '.').Select(part => part.Split('`')[0]));
        if (method.IsConstructor) return type;
        string name = method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name;
        return $"{type}.{name}";
    }
}
