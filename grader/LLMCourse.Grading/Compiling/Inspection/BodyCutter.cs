using LLMCourse.Checks.Protocol;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Takes bodies of code out of a build: a worker that loads what is left cannot run them, whatever the path to them.</summary>
internal static class BodyCutter
{
    /// <summary>Takes bodies out; in the place of each stands a call of <see cref="CutCode.Reached"/> with its number.</summary>
    /// <param name="build">The build, which stays as it is.</param>
    /// <param name="cut">The bodies' metadata tokens, each with its number.</param>
    internal static Build Cut(Build build, IReadOnlyCollection<(int Token, int Number)> cut)
    {
        if (cut.Count == 0) return build;
        using ModuleDefinition module = CompiledCode.Open(build.Assembly, build.Symbols);
        MethodReference reached = Reached(module);
        foreach ((int token, int number) in cut)
        {
            if (module.LookupToken(token) is not MethodDefinition method || (!method.HasBody && !CompiledCode.IsElsewhere(method)))
                throw new ArgumentException($"{token:x} is no body of this build.", nameof(cut));
            if (!method.HasBody)
            {
                // What says where the code is goes; a body of its own takes its place.
                method.IsPInvokeImpl = method.IsInternalCall = false;
                method.IsIL = method.IsManaged = true;
                method.CustomAttributes.Clear();
            }

            // Read before the body goes: they name its instructions.
            MethodDebugInformation symbols = method.DebugInformation;
            symbols.SequencePoints.Clear();
            symbols.Scope = null;
            symbols.StateMachineKickOffMethod = null;
            symbols.CustomDebugInformations.Clear();
            method.CustomDebugInformations.Clear();
            method.Body = new MethodBody(method);
            ILProcessor code = method.Body.GetILProcessor();
            code.Emit(OpCodes.Ldc_I4, number);
            code.Emit(OpCodes.Call, reached);
            // Never reached: a body has to end.
            code.Emit(OpCodes.Ldnull);
            code.Emit(OpCodes.Throw);
        }

        using MemoryStream assembly = new(), written = new();
        module.Write(assembly,
            new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider(), SymbolStream = written });
        return build with { Assembly = assembly.ToArray(), Symbols = written.ToArray() };
    }

    private static MethodReference Reached(ModuleDefinition module)
    {
        System.Reflection.AssemblyName name = typeof(CutCode).Assembly.GetName();
        AssemblyNameReference assembly = new(name.Name, name.Version);
        module.AssemblyReferences.Add(assembly);
        MethodReference reached = new(nameof(CutCode.Reached), module.TypeSystem.Void,
            new TypeReference(typeof(CutCode).Namespace, nameof(CutCode), module, assembly));
        reached.Parameters.Add(new ParameterDefinition(module.TypeSystem.Int32));
        return reached;
    }
}
