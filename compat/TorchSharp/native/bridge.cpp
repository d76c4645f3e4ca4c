// A C interface to libtorch: every operator goes through one call to ATen's dispatcher, and what is not an operator
// (life cycle, autograd, generators, threads) has a small function of its own.
//
// Tensors and generators cross as the address of their implementation object, with one reference owned by the
// caller. Functions that can fail return -1 (or null) and leave the message for br_error(), per thread. No C++
// exception leaves this file.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#define BR extern "C" __attribute__((visibility("default")))

// OpenBLAS has threads of its own, of which libtorch does not know. Null where another library multiplies matrices.
BR __attribute__((weak)) void openblas_set_num_threads(int n);

namespace {

enum Tag : int32_t { kDefault, kNone, kTensor, kInt, kDouble, kBool, kInts, kTensors, kOptTensors, kString, kDevice, kGenerator, kDoubles };

// The same layout stands in Native.cs.
struct Arg {
  int32_t tag;
  int32_t count;  // elements of a list, bytes of a string, type of a device
  union {
    int64_t i;  // also the index of a device
    double d;
    void* p;
  };
};
static_assert(sizeof(Arg) == 16, "the managed side passes 16 bytes an argument");

struct Op {
  explicit Op(c10::OperatorHandle h) : handle(std::move(h)) {
    for (const auto& a : handle.schema().arguments()) {
      pure &= !a.alias_info();
      const auto& d = a.default_value();
      optional.push_back(d.has_value());
      defaults.push_back(d.has_value() ? *d : c10::IValue());
      const auto kind = a.type()->kind();
      to_double.push_back(kind == c10::TypeKind::FloatType ||
          (kind == c10::TypeKind::OptionalType &&
           a.type()->castRaw<c10::OptionalType>()->getElementType()->kind() == c10::TypeKind::FloatType));
    }
  }
  c10::OperatorHandle handle;
  bool pure = true;  // changes none of its arguments, and returns no view of one
  std::vector<c10::IValue> defaults;
  std::vector<char> optional, to_double;
};

thread_local std::string last_error;

void set_error(const char* what) {
  const char* end = std::strchr(what, '\n');
  last_error.assign(what, end ? static_cast<size_t>(end - what) : std::strlen(what));
}

// Runs f; on a C++ exception keeps its message and returns `failed`.
template <class R, class F>
R guarded(R failed, F&& f) noexcept {
  try {
    return f();
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("an exception of unknown type");
  }
  return failed;
}

at::Tensor borrow(void* p) {
  if (!p) return at::Tensor();
  auto* impl = static_cast<c10::TensorImpl*>(p);
  c10::raw::intrusive_ptr::incref(impl);
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
}

void* give(at::Tensor t) {
  // Some derivatives are tensors of zeros without memory; to a caller they are like any other.
  if (t.defined() && t._is_zerotensor()) t = at::zeros(t.sizes(), t.options());
  return t.defined() ? static_cast<void*>(t.unsafeReleaseTensorImpl()) : nullptr;
}

std::vector<at::Tensor> borrow_all(void* const* p, int64_t n) {
  std::vector<at::Tensor> v;
  v.reserve(n);
  for (int64_t i = 0; i < n; i++) v.push_back(borrow(p[i]));
  return v;
}

at::Generator borrow_generator(void* p) {
  auto* impl = static_cast<c10::GeneratorImpl*>(p);
  c10::raw::intrusive_ptr::incref(impl);
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(impl));
}

void* give_generator(const at::Generator& g) {
  auto* impl = g.unsafeGetGeneratorImpl();
  c10::raw::intrusive_ptr::incref(impl);
  return impl;
}

c10::TensorImpl& impl(void* p) { return *static_cast<c10::TensorImpl*>(p); }

c10::IValue to_ivalue(const Arg& a, bool to_double) {
  switch (a.tag) {
    case kTensor: return borrow(a.p);
    case kInt: return to_double ? c10::IValue(static_cast<double>(a.i)) : c10::IValue(a.i);
    case kDouble: return a.d;
    case kBool: return a.i != 0;
    case kInts: return c10::IntArrayRef(static_cast<const int64_t*>(a.p), a.count);
    case kDoubles: return c10::ArrayRef<double>(static_cast<const double*>(a.p), a.count);
    case kTensors: return c10::List<at::Tensor>(borrow_all(static_cast<void**>(a.p), a.count));
    case kOptTensors: {
      c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
      for (int32_t i = 0; i < a.count; i++) {
        void* p = static_cast<void**>(a.p)[i];
        list.push_back(p ? c10::IValue(borrow(p)) : c10::IValue());
      }
      return list;
    }
    case kString: return std::string(static_cast<const char*>(a.p), a.count);
    case kDevice:
      return c10::Device(static_cast<c10::DeviceType>(a.count), static_cast<c10::DeviceIndex>(a.i));
    case kGenerator: return borrow_generator(a.p);
    default: return c10::IValue();
  }
}

void from_ivalue(c10::IValue&& v, Arg& r) {
  r.count = 0;
  r.i = 0;
  r.tag = kNone;
  if (v.isTensor()) {
    r.tag = kTensor;
    r.p = give(std::move(v).toTensor());
  } else if (v.isInt()) {
    r.tag = kInt;
    r.i = v.toInt();
  } else if (v.isDouble()) {
    r.tag = kDouble;
    r.d = v.toDouble();
  } else if (v.isBool()) {
    r.tag = kBool;
    r.i = v.toBool();
  } else if (v.isTensorList()) {
    const auto list = std::move(v).toTensorVector();
    auto** out = static_cast<void**>(std::malloc(sizeof(void*) * (list.size() + 1)));
    if (!out) throw std::bad_alloc();
    for (size_t i = 0; i < list.size(); i++) out[i] = give(list[i]);
    r.tag = kTensors;
    r.count = static_cast<int32_t>(list.size());
    r.p = out;
  } else if (!v.isNone()) {
    TORCH_CHECK(false, "the result is a ", v.tagKind(), ", which cannot be passed on");
  }
}

// Takes memory from malloc. libtorch takes every block from posix_memalign, for which glibc keeps no freed blocks at hand, and that is
// a quarter of what a small tensor costs. malloc's own address stands before each aligned block. Later versions of libtorch declare
// allocate without const and ask for copy_data: both forms are here, and neither says override.
struct Blocks final : c10::Allocator {
  static constexpr size_t kAlignment = 64, kAround = kAlignment + sizeof(void*);
  c10::DataPtr allocate(size_t bytes) const {
    const c10::Device cpu(c10::DeviceType::CPU);
    if (bytes == 0) return {nullptr, cpu};
    void* block = bytes <= PTRDIFF_MAX - kAround ? std::malloc(bytes + kAround) : nullptr;
    TORCH_CHECK(block, "DefaultCPUAllocator: can't allocate memory: you tried to allocate ", bytes, " bytes");
    const auto behind = reinterpret_cast<uintptr_t>(block) + kAround;
    auto* aligned = reinterpret_cast<void**>(behind - behind % kAlignment);
    aligned[-1] = block;
    return {aligned, aligned, &release, cpu};
  }
  c10::DataPtr allocate(size_t bytes) { return std::as_const(*this).allocate(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const { std::memcpy(to, from, bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  static void release(void* aligned) {
    if (aligned) std::free(static_cast<void**>(aligned)[-1]);
  }
};
const bool blocks_taken = [] {
  static Blocks blocks;
  c10::SetCPUAllocator(&blocks, 1);
  return true;
}();

// Whether gradients go to this argument.
bool requires_grad(const Arg& a) {
  const auto is_wanted = [](void* p) { return p && impl(p).requires_grad(); };
  if (a.tag == kTensor) return is_wanted(a.p);
  if (a.tag != kTensors && a.tag != kOptTensors) return false;
  auto** tensors = static_cast<void**>(a.p);
  return std::any_of(tensors, tensors + a.count, is_wanted);
}

// The stack of one call. Its memory is kept for the thread's next call; a call inside a call makes its own.
struct CallStack {
  CallStack() { values.swap(spare); }
  ~CallStack() {
    values.clear();
    values.swap(spare);
  }
  torch::jit::Stack values;
  static thread_local torch::jit::Stack spare;
};
thread_local torch::jit::Stack CallStack::spare;

}  // namespace

BR const char* br_error() { return last_error.c_str(); }
BR const char* br_version() { return TORCH_VERSION; }
BR void br_free(void* p) { std::free(p); }

// An operator by name ("aten::add") and overload ("Tensor"); lives as long as the process.
BR void* br_op(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    return new Op(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

// Calls an operator. Arguments that are left out, or marked as default, come from the schema. Up to `max` results are
// written, tensors with a reference for the caller; the rest is dropped. Returns the number of results.
BR int32_t br_call(void* op_, const Arg* args, int32_t n, Arg* results, int32_t max) {
  return guarded<int32_t>(-1, [&]() -> int32_t {
    const Op& op = *static_cast<Op*>(op_);
    const auto wanted = static_cast<int32_t>(op.defaults.size());
    TORCH_CHECK(n <= wanted, "takes ", wanted, " arguments, ", n, " were given");
    CallStack own;
    torch::jit::Stack& stack = own.values;
    const bool records = c10::GradMode::is_enabled();
    bool differentiates = !op.pure;
    for (int32_t i = 0; i < wanted; i++) {
      if (i < n && args[i].tag != kDefault) {
        stack.push_back(to_ivalue(args[i], op.to_double[i]));
        differentiates |= records && requires_grad(args[i]);
      } else {
        TORCH_CHECK(op.optional[i], "argument '", op.handle.schema().arguments()[i].name(), "' is missing");
        stack.push_back(op.defaults[i]);
      }
    }
    // Autograd's layer looks at every argument only to find that there is nothing to do, which takes an eighth of a small operator's time.
    std::optional<at::AutoDispatchBelowAutograd> below;
    if (!differentiates) below.emplace();
    op.handle.callBoxed(&stack);
    const auto got = static_cast<int32_t>(stack.size());
    for (int32_t i = 0; i < got && i < max; i++) from_ivalue(std::move(stack[i]), results[i]);
    return got;
  });
}

// ---- tensors

BR void br_release(void* p) {
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(p));
}

BR int64_t br_dim(void* p) { return impl(p).dim(); }
BR int64_t br_numel(void* p) { return guarded<int64_t>(-1, [&] { return impl(p).numel(); }); }
BR int32_t br_dtype(void* p) { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(p).dtype())); }
BR int64_t br_itemsize(void* p) { return static_cast<int64_t>(impl(p).itemsize()); }
BR int64_t br_storage_offset(void* p) { return impl(p).storage_offset(); }
BR const int64_t* br_sizes(void* p) {
  return guarded<const int64_t*>(nullptr, [&] { return impl(p).sizes().data(); });
}
BR const int64_t* br_strides(void* p) {
  return guarded<const int64_t*>(nullptr, [&] { return impl(p).strides().data(); });
}
BR int32_t br_device(void* p, int32_t* index) {
  const auto d = impl(p).device();
  *index = d.index();
  return static_cast<int32_t>(d.type());
}
BR void* br_data(void* p) {
  return guarded<void*>(nullptr, [&]() -> void* { return borrow(p).data_ptr(); });
}
// 1 contiguous, 2 sparse, 4 has a storage, 8 inference tensor
BR int32_t br_flags(void* p) {
  return guarded<int32_t>(-1, [&] {
    auto& t = impl(p);
    const bool strided = t.layout() == c10::kStrided;
    return (strided && t.is_contiguous() ? 1 : 0) | (strided ? 0 : 2) | (t.has_storage() ? 4 : 0) | (t.is_inference() ? 8 : 0);
  });
}

// ---- autograd

BR int32_t br_requires_grad(void* p) { return guarded<int32_t>(-1, [&] { return borrow(p).requires_grad() ? 1 : 0; }); }
BR int32_t br_set_requires_grad(void* p, int32_t on) {
  return guarded<int32_t>(-1, [&] { borrow(p).set_requires_grad(on != 0); return 0; });
}
BR int32_t br_is_leaf(void* p) { return guarded<int32_t>(-1, [&] { return borrow(p).is_leaf() ? 1 : 0; }); }
BR int32_t br_retain_grad(void* p) { return guarded<int32_t>(-1, [&] { borrow(p).retain_grad(); return 0; }); }
// The gradient, or null with rc 0 when there is none.
BR int32_t br_grad(void* p, void** grad) {
  return guarded<int32_t>(-1, [&] { *grad = give(borrow(p).grad()); return 0; });
}
BR int32_t br_set_grad(void* p, void* grad) {
  return guarded<int32_t>(-1, [&] {
    const auto t = borrow(p), g = borrow(grad);
    if (g.defined()) {
      TORCH_CHECK(g.sizes() == t.sizes(), "a gradient of shape ", g.sizes(), " was given for a tensor of shape ", t.sizes());
      TORCH_CHECK(g.device() == t.device(), "a gradient on ", g.device(), " was given for a tensor on ", t.device());
      TORCH_CHECK(g.scalar_type() == t.scalar_type(), "a gradient of ", g.scalar_type(), " was given for a tensor of ", t.scalar_type());
    }
    t.mutable_grad() = g;
    return 0;
  });
}
BR int32_t br_set_data(void* p, void* data) {
  return guarded<int32_t>(-1, [&] { borrow(p).set_data(borrow(data)); return 0; });
}

// retain: -1 is the default (create_graph).
BR int32_t br_backward(void* const* tensors, void* const* grads, int32_t n, int32_t retain, int32_t create,
                       void* const* inputs, int32_t n_inputs) {
  return guarded<int32_t>(-1, [&] {
    torch::autograd::backward(borrow_all(tensors, n), grads ? borrow_all(grads, n) : std::vector<at::Tensor>{},
                              retain < 0 ? create != 0 : retain != 0, create != 0, borrow_all(inputs, n_inputs));
    return 0;
  });
}

BR int32_t br_autograd_grad(void* const* outputs, void* const* grads, int32_t n, void* const* inputs, int32_t n_inputs,
                            int32_t retain, int32_t create, int32_t allow_unused, void** results) {
  return guarded<int32_t>(-1, [&] {
    auto r = torch::autograd::grad(borrow_all(outputs, n), borrow_all(inputs, n_inputs),
                                   grads ? borrow_all(grads, n) : std::vector<at::Tensor>{},
                                   retain < 0 ? create != 0 : retain != 0, create != 0, allow_unused != 0);
    for (size_t i = 0; i < r.size(); i++) results[i] = give(r[i]);
    return 0;
  });
}

BR int32_t br_grad_enabled() { return c10::GradMode::is_enabled(); }
BR void br_set_grad_enabled(int32_t on) { c10::GradMode::set_enabled(on != 0); }
BR int32_t br_inference_enabled() { return c10::InferenceMode::is_enabled(); }
BR void* br_inference_enter(int32_t on) {
  return guarded<void*>(nullptr, [&]() -> void* { return new c10::InferenceMode(on != 0); });
}
BR void br_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
BR int32_t br_anomaly_enabled() { return torch::autograd::AnomalyMode::is_enabled(); }
BR void br_set_anomaly(int32_t on, int32_t check_nan) { torch::autograd::AnomalyMode::set_enabled(on != 0, check_nan != 0); }

// ---- generators

BR int32_t br_manual_seed(uint64_t seed) {
  return guarded<int32_t>(-1, [&] { at::manual_seed(seed); return 0; });
}
BR void* br_generator_default(int32_t type, int32_t index) {
  return guarded<void*>(nullptr, [&]() -> void* {
    const c10::Device d(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
    return give_generator(at::globalContext().defaultGenerator(d));
  });
}
BR void* br_generator_new(int32_t type, int32_t index, uint64_t seed) {
  return guarded<void*>(nullptr, [&]() -> void* {
    const c10::Device d(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
    at::Generator g = d.is_cpu() ? at::make_generator<at::CPUGeneratorImpl>(seed)
                                 : at::globalContext().defaultGenerator(d).clone();
    g.set_current_seed(seed);
    return give_generator(g);
  });
}
BR void br_generator_release(void* p) {
  c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(p));
}
BR int32_t br_generator_set_seed(void* p, uint64_t seed) {
  return guarded<int32_t>(-1, [&] {
    auto g = borrow_generator(p);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_current_seed(seed);
    return 0;
  });
}
BR uint64_t br_generator_seed(void* p) { return guarded<uint64_t>(0, [&] { return borrow_generator(p).current_seed(); }); }
BR uint64_t br_generator_reseed(void* p) {
  return guarded<uint64_t>(0, [&] {
    auto g = borrow_generator(p);
    std::lock_guard<std::mutex> lock(g.mutex());
    return g.seed();
  });
}
BR void* br_generator_state(void* p) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto g = borrow_generator(p);
    std::lock_guard<std::mutex> lock(g.mutex());
    return give(g.get_state());
  });
}
BR int32_t br_generator_set_state(void* p, void* state) {
  return guarded<int32_t>(-1, [&] {
    auto g = borrow_generator(p);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(borrow(state));
    return 0;
  });
}

// ---- machine

BR int32_t br_num_threads() { return at::get_num_threads(); }
BR int32_t br_set_num_threads(int32_t n) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_threads(n);
    if (openblas_set_num_threads) openblas_set_num_threads(n);
    return 0;
  });
}
BR int32_t br_num_interop_threads() { return at::get_num_interop_threads(); }
BR int32_t br_set_num_interop_threads(int32_t n) {
  return guarded<int32_t>(-1, [&] { at::set_num_interop_threads(n); return 0; });
}
BR int32_t br_cuda_count() {
  return guarded<int32_t>(0, [&] {
    return at::hasCUDA() ? static_cast<int32_t>(at::getNumGPUs()) : 0;
  });
}
BR int32_t br_cuda_has_cudnn() {
  return guarded<int32_t>(0, [&] { return at::globalContext().hasCuDNN() ? 1 : 0; });
}
BR int32_t br_cuda_synchronize(int32_t index) {
  return guarded<int32_t>(-1, [&] { at::detail::getCUDAHooks().deviceSynchronize(index); return 0; });
}
BR int32_t br_deterministic(int32_t on, int32_t warn_only) {
  return guarded<int32_t>(-1, [&] { at::globalContext().setDeterministicAlgorithms(on != 0, warn_only != 0); return 0; });
}
BR int32_t br_is_deterministic() { return at::globalContext().deterministicAlgorithms(); }
