import { create } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

/**
 * The part of TensorFlow's messages that Forger writes (tensorflow/core/util/event.proto and
 * core/framework/summary.proto). Names and numbers of the fields are theirs.
 */
const one = (name: string, number: number, type: Type) => ({ name, number, type, label: Label.OPTIONAL });
const message = (name: string, number: number, typeName: string) => ({
  ...one(name, number, Type.MESSAGE),
  typeName: `.tensorflow.${typeName}`,
});
const many = <Field extends object>(field: Field) => ({ ...field, label: Label.REPEATED });
/** A field of the message's only choice. */
const either = <Field extends object>(field: Field) => ({ ...field, oneofIndex: 0 });

export const EVENT_FILE = create(FileDescriptorProtoSchema, {
  name: 'event.proto',
  package: 'tensorflow',
  syntax: 'proto3',
  messageType: [
    {
      name: 'Event',
      oneofDecl: [{ name: 'what' }],
      field: [
        one('wall_time', 1, Type.DOUBLE),
        one('step', 2, Type.INT64),
        either(one('file_version', 3, Type.STRING)),
        either(message('summary', 5, 'Summary')),
        either(message('session_log', 7, 'SessionLog')),
      ],
    },
    { name: 'SessionLog', field: [one('status', 1, Type.INT32)] },
    {
      name: 'Summary',
      field: [many(message('value', 1, 'Summary.Value'))],
      nestedType: [
        {
          name: 'Value',
          oneofDecl: [{ name: 'value' }],
          field: [
            one('tag', 1, Type.STRING),
            either(one('simple_value', 2, Type.FLOAT)),
            either(message('image', 4, 'Summary.Image')),
            either(message('histo', 5, 'HistogramProto')),
          ],
        },
        {
          name: 'Image',
          field: [
            one('height', 1, Type.INT32),
            one('width', 2, Type.INT32),
            one('colorspace', 3, Type.INT32),
            one('encoded_image_string', 4, Type.BYTES),
          ],
        },
      ],
    },
    {
      name: 'HistogramProto',
      field: [
        one('min', 1, Type.DOUBLE),
        one('max', 2, Type.DOUBLE),
        one('num', 3, Type.DOUBLE),
        one('sum', 4, Type.DOUBLE),
        one('sum_squares', 5, Type.DOUBLE),
        many(one('bucket_limit', 6, Type.DOUBLE)),
        many(one('bucket', 7, Type.DOUBLE)),
      ],
    },
  ],
});
