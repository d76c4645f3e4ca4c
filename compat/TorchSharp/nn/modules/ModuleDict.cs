using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules in a dictionary that keeps their order, registered under their keys.</summary>
    public class ModuleDict<T> : nn.Module, IDictionary<string, T>, IList<(string, T)> where T : nn.Module
    {
        private readonly OrderedDict<string, T> _dict = new();

        public ModuleDict() : base("ModuleDict")
        {
        }

        // The names are made anew after every change, so that their order is the dictionary's.
        protected override void RegisterComponents()
        {
            ClearModules();
            foreach ((string key, T value) in _dict) register_module(key, value);
        }

        public T this[string key]
        {
            get => _dict[key];
            set
            {
                _dict[key] = value;
                RegisterComponents();
            }
        }

        public (string, T) this[int index]
        {
            get => _dict[index];
            set
            {
                _dict[index] = value;
                RegisterComponents();
            }
        }

        public int Count => _dict.Count;
        public bool IsReadOnly => false;
        public ICollection<string> Keys => _dict.Keys;
        public ICollection<T> Values => _dict.Values;

        public void Add(string key, T value)
        {
            register_module(key, value);
            _dict.Add(key, value);
        }

        public void Add((string, T) item) => Add(item.Item1, item.Item2);
        public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, T) item)
        {
            _dict.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(string key) => Changed(_dict.Remove(key));
        public bool Remove((string, T) item) => Changed(_dict.Remove(item));
        public bool Remove(KeyValuePair<string, T> item) => Changed(_dict.Remove(item));
        public void RemoveAt(int index) => _ = Changed(_dict.Remove(_dict[index].Item1));

        private bool Changed(bool changed)
        {
            if (changed) RegisterComponents();
            return changed;
        }

        public void Clear()
        {
            _dict.Clear();
            ClearModules();
        }

        public void clear() => Clear();
        public bool Contains((string, T) item) => _dict.Contains(item);
        public bool Contains(KeyValuePair<string, T> item) => _dict.Contains(item);
        public bool ContainsKey(string key) => _dict.ContainsKey(key);
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _dict.TryGetValue(key, out value);
        public int IndexOf((string, T) item) => _dict.IndexOf(item);
        public void CopyTo((string, T)[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public IEnumerator<(string, T)> GetEnumerator() => _dict.GetEnumerator();
        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, T>>)_dict).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public IEnumerator<(string, T)> items() => _dict.GetEnumerator();
        public IEnumerable<string> keys() => _dict.Keys;
        public IEnumerable<T> values() => _dict.Values;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
            {
                var dict = new Modules.ModuleDict<T>();
                foreach ((string, T) module in modules) dict.Add(module);
                return dict;
            }
        }
    }
}
