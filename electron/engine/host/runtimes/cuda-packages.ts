/** A package whose libraries are taken out of its wheel; a wheel is a zip. */
export interface CudaPackage {
  /** What it is, for whoever waits. */
  title: string;
  /** Folder below {@link PUBLISHED}. */
  place: string;
  wheel: string;
  bytes: number;
  sha256: string;
  /** Bytes of what is kept. */
  unpackedBytes: number;
  /** What is kept, by its name in the wheel: TensorFlow looks for NVIDIA's libraries where the wheels have them. */
  kept: readonly string[];
}

/** Where TensorFlow's and NVIDIA's packages are published. */
export const PUBLISHED = 'https://files.pythonhosted.org/packages';

/** TensorFlow's CUDA build with the newest libraries of CUDA 12 that it takes (extra `and-cuda` of its package). */
export const CUDA_PACKAGES: readonly CudaPackage[] = [
  {
    title: 'TensorFlow, built for CUDA',
    place: '26/a1/23b9b39c046c723db63a1c2c93397703efa3400a36f98d9c717b473aafb8',
    wheel: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    bytes: 572_440_367,
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    unpackedBytes: 1_259_499_419,
    kept: [
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
      'tensorflow/include/LICENSE',
      'tensorflow/THIRD_PARTY_NOTICES.txt',
    ],
  },
  {
    title: 'NVIDIA cuBLAS',
    place: '77/3c/aa88abe01f3be3d1f8f787d1d33dc83e76fec05945f9a28fbb41cfb99cd5',
    wheel: 'nvidia_cublas_cu12-12.9.1.4-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 581_242_350,
    sha256: '453611eb21a7c1f2c2156ed9f3a45b691deda0440ec550860290dc901af5b4c2',
    unpackedBytes: 854_406_142,
    kept: [
      'nvidia/cublas/lib/libcublas.so.12',
      'nvidia/cublas/lib/libcublasLt.so.12',
      'nvidia_cublas_cu12-12.9.1.4.dist-info/licenses/License.txt',
    ],
  },
  {
    title: 'NVIDIA CUPTI',
    place: 'c1/2e/b84e32197e33f39907b455b83395a017e697c07a449a2b15fd07fc1c9981',
    wheel: 'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
    bytes: 10_814_997,
    sha256: '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
    unpackedBytes: 7_664_062,
    kept: ['nvidia/cuda_cupti/lib/libcupti.so.12', 'nvidia_cuda_cupti_cu12-12.9.79.dist-info/licenses/License.txt'],
  },
  {
    title: 'NVIDIA ptxas and libdevice',
    place: '25/48/b54a06168a2190572a312bfe4ce443687773eb61367ced31e064953dd2f7',
    wheel: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 40_546_229,
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    unpackedBytes: 35_476_486,
    kept: [
      'nvidia/cuda_nvcc/bin/ptxas',
      'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
      'nvidia_cuda_nvcc_cu12-12.9.86.dist-info/licenses/License.txt',
    ],
  },
  {
    title: 'NVIDIA NVRTC',
    place: 'b8/85/e4af82cc9202023862090bfca4ea827d533329e925c758f0cde964cb54b7',
    wheel: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 89_568_129,
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    unpackedBytes: 113_506_502,
    kept: [
      'nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9',
      'nvidia/cuda_nvrtc/lib/libnvrtc.so.12',
      'nvidia_cuda_nvrtc_cu12-12.9.86.dist-info/licenses/License.txt',
    ],
  },
  {
    title: 'NVIDIA CUDA runtime',
    place: 'bc/46/a92db19b8309581092a3add7e6fceb4c301a3fd233969856a8cbf042cd3c',
    wheel: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 3_493_179,
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    unpackedBytes: 800_350,
    kept: [
      'nvidia/cuda_runtime/lib/libcudart.so.12',
      'nvidia_cuda_runtime_cu12-12.9.79.dist-info/licenses/License.txt',
    ],
  },
  {
    title: 'NVIDIA cuDNN',
    place: 'ba/51/e123d997aa098c61d029f76663dedbfb9bc8dcf8c60cbd6adbe42f76d049',
    wheel: 'nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 706_758_467,
    sha256: '949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8',
    unpackedBytes: 1_053_251_134,
    kept: [
      'nvidia/cudnn/lib/libcudnn.so.9',
      'nvidia/cudnn/lib/libcudnn_adv.so.9',
      'nvidia/cudnn/lib/libcudnn_cnn.so.9',
      'nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9',
      'nvidia/cudnn/lib/libcudnn_engines_runtime_compiled.so.9',
      'nvidia/cudnn/lib/libcudnn_graph.so.9',
      'nvidia/cudnn/lib/libcudnn_heuristic.so.9',
      'nvidia/cudnn/lib/libcudnn_ops.so.9',
      'nvidia_cudnn_cu12-9.10.2.21.dist-info/licenses/License.txt',
    ],
  },
  {
    title: 'NVIDIA cuFFT',
    place: '95/f4/61e6996dd20481ee834f57a8e9dca28b1869366a135e0d42e2aa8493bdd4',
    wheel: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 200_877_592,
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    unpackedBytes: 291_567_190,
    kept: ['nvidia/cufft/lib/libcufft.so.11', 'nvidia_cufft_cu12-11.4.1.4.dist-info/licenses/License.txt'],
  },
  {
    title: 'NVIDIA cuRAND',
    place: '31/44/193a0e171750ca9f8320626e8a1f2381e4077a65e69e2fb9708bd479e34a',
    wheel: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 68_295_626,
    sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
    unpackedBytes: 167_024_694,
    kept: ['nvidia/curand/lib/libcurand.so.10', 'nvidia_curand_cu12-10.3.10.19.dist-info/License.txt'],
  },
  {
    title: 'NVIDIA cuSOLVER',
    place: '33/40/79b0c64d44d6c166c0964ec1d803d067f4a145cca23e23925fd351d0e642',
    wheel: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 338_117_415,
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    unpackedBytes: 302_083_414,
    kept: ['nvidia/cusolver/lib/libcusolver.so.11', 'nvidia_cusolver_cu12-11.7.5.82.dist-info/licenses/License.txt'],
  },
  {
    title: 'NVIDIA cuSPARSE',
    place: '12/46/b0fd4b04f86577921feb97d8e2cf028afe04f614d17fb5013de9282c9216',
    wheel: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 366_465_088,
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    unpackedBytes: 486_615_630,
    kept: ['nvidia/cusparse/lib/libcusparse.so.12', 'nvidia_cusparse_cu12-12.5.10.65.dist-info/licenses/License.txt'],
  },
  {
    title: 'NVIDIA NCCL',
    place: 'c4/cb/2cf5b8e6a669c90ac6410c3a9d86881308492765b6744de5d0ce75089999',
    wheel: 'nvidia_nccl_cu12-2.27.7-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 322_546_339,
    sha256: 'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
    unpackedBytes: 430_128_087,
    kept: ['nvidia/nccl/lib/libnccl.so.2', 'nvidia_nccl_cu12-2.27.7.dist-info/licenses/License.txt'],
  },
  {
    title: 'NVIDIA nvJitLink',
    place: '46/0c/c75bbfb967457a0b7670b8ad267bfc4fffdf341c074e0a80db06c24ccfd4',
    wheel: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 39_748_338,
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    unpackedBytes: 95_994_606,
    kept: ['nvidia/nvjitlink/lib/libnvJitLink.so.12', 'nvidia_nvjitlink_cu12-12.9.86.dist-info/licenses/License.txt'],
  },
];
