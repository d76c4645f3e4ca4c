using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules that are called one after the other, each with what the one before gave.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _modules = [];

        public Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
        {
            foreach ((string name, nn.Module<Tensor, Tensor> module) in modules) _ = append(name, module);
        }

        public Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
        {
            foreach (nn.Module<Tensor, Tensor> module in modules) _ = append(module);
        }

        public int Count => _modules.Count;

        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => _modules[index].Module;

        /// <summary>Some of the modules, in a new Sequential that shares them.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[Range index]
        {
            get
            {
                (int start, int length) = index.GetOffsetAndLength(_modules.Count);
                return Slice(start, start + length);
            }
        }

        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? _modules.Count);

        private Sequential Slice(int start, int end)
        {
            if (start < 0 || start > _modules.Count || end < start || end > _modules.Count)
                throw new ArgumentOutOfRangeException(nameof(start), $"[{start}..{end}] is not within the {_modules.Count} modules.");
            var part = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
            foreach ((string name, nn.IModule<Tensor, Tensor> module) in _modules[start..end]) _ = part.append(name, module);
            return part;
        }

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            if (module is not nn.Module registered)
                throw new ArgumentException($"'{name}' is not a module: derive it from torch.nn.Module<Tensor, Tensor>.", nameof(module));
            register_module(name, registered);
            _modules.Add((name, module));
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_modules.Count.ToString(CultureInfo.InvariantCulture), module);

        protected override void RegisterComponents()
        {
            // Everything is registered when it is added.
        }

        public override Tensor forward(Tensor input)
        {
            if (_modules.Count == 0) return input.alias();
            Tensor current = _modules[0].Module.call(input);
            for (int i = 1; i < _modules.Count; i++)
            {
                Tensor next = _modules[i].Module.call(current);
                if (!ReferenceEquals(next, current) && !ReferenceEquals(current, input)) current.Dispose();
                current = next;
            }
            return current;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

            public static Modules.Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new([.. modules.Select(m => (m.Item1, m.Item2))]);

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);
        }
    }
}
