using System.Collections;
using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Parameters in a dictionary that keeps their order, registered under their keys.</summary>
    public class ParameterDict : nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        private readonly OrderedDict<string, Parameter> _dict = new();

        public ParameterDict() : base("ParameterDict")
        {
        }

        // The names are made anew after every change, so that their order is the dictionary's.
        protected override void RegisterComponents()
        {
            _internal_params.Clear();
            foreach ((string key, Parameter value) in _dict) register_parameter(key, value);
        }

        public Parameter this[string key]
        {
            get => _dict[key];
            set
            {
                _dict[key] = value;
                RegisterComponents();
            }
        }

        public (string, Parameter) this[int index]
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
        public ICollection<Parameter> Values => _dict.Values;

        public void Add(string key, Parameter value)
        {
            register_parameter(key, value);
            _dict.Add(key, value);
        }

        public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);
        public void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, Parameter) item)
        {
            _dict.Insert(index, item);
            RegisterComponents();
        }

        public bool Remove(string key) => Changed(_dict.Remove(key));
        public bool Remove((string, Parameter) item) => Changed(_dict.Remove(item));
        public bool Remove(KeyValuePair<string, Parameter> item) => Changed(_dict.Remove(item));
        public void RemoveAt(int index) => _ = Changed(_dict.Remove(_dict[index].Item1));

        private bool Changed(bool changed)
        {
            if (changed) RegisterComponents();
            return changed;
        }

        public void Clear()
        {
            _dict.Clear();
            _internal_params.Clear();
        }

        public void clear() => Clear();
        public bool Contains((string, Parameter) item) => _dict.Contains(item);
        public bool Contains(KeyValuePair<string, Parameter> item) => _dict.Contains(item);
        public bool ContainsKey(string key) => _dict.ContainsKey(key);
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => _dict.TryGetValue(key, out value);
        public int IndexOf((string, Parameter) item) => _dict.IndexOf(item);
        public void CopyTo((string, Parameter)[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => _dict.CopyTo(array, arrayIndex);
        public IEnumerator<(string, Parameter)> GetEnumerator() => _dict.GetEnumerator();
        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() =>
            ((IEnumerable<KeyValuePair<string, Parameter>>)_dict).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
        public IEnumerator<(string, Parameter)> items() => _dict.GetEnumerator();
        public IEnumerable<string> keys() => _dict.Keys;
        public IEnumerable<Parameter> values() => _dict.Values;
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ParameterDict ParameterDict(params (string, Modules.Parameter)[] parameters)
            {
                var dict = new Modules.ParameterDict();
                foreach ((string, Modules.Parameter) parameter in parameters) dict.Add(parameter);
                return dict;
            }
        }
    }
}
